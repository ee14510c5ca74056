using System.Collections;
using System.Data.Common;

namespace Krypton.Data;

/// <summary>A command's parameters, by name (with or without the at sign, in any case) or by index.</summary>
public sealed class KryptonParameterCollection : DbParameterCollection
{
    private readonly List<KryptonParameter> _parameters = [];

    internal KryptonParameterCollection()
    {
    }

    /// <inheritdoc/>
    public override int Count => _parameters.Count;

    /// <inheritdoc/>
    public override object SyncRoot => ((ICollection)_parameters).SyncRoot;

    /// <summary>A parameter by its index.</summary>
    public new KryptonParameter this[int index]
    {
        get => _parameters[Checked(index)];
        set => _parameters[Checked(index)] = value;
    }

    /// <summary>A parameter by its name.</summary>
    /// <exception cref="IndexOutOfRangeException">There is none of that name.</exception>
    public new KryptonParameter this[string name]
    {
        get => _parameters[Found(name)];
        set => _parameters[Found(name)] = value;
    }

    /// <summary>Adds a parameter.</summary>
    public KryptonParameter Add(KryptonParameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        _parameters.Add(parameter);
        return parameter;
    }

    /// <summary>Adds a parameter with a name and a value.</summary>
    public KryptonParameter AddWithValue(string name, object? value) => Add(new KryptonParameter(name, value));

    /// <inheritdoc/>
    public override int Add(object value)
    {
        Add(Own(value));
        return Count - 1;
    }

    /// <inheritdoc/>
    public override void AddRange(Array values)
    {
        foreach (var value in values)
        {
            Add(Own(value));
        }
    }

    /// <inheritdoc/>
    public override void Clear() => _parameters.Clear();

    /// <inheritdoc/>
    public override bool Contains(object value) => IndexOf(value) >= 0;

    /// <inheritdoc/>
    public override bool Contains(string value) => IndexOf(value) >= 0;

    /// <inheritdoc/>
    public override void CopyTo(Array array, int index) => ((ICollection)_parameters).CopyTo(array, index);

    /// <inheritdoc/>
    public override IEnumerator GetEnumerator() => _parameters.GetEnumerator();

    /// <inheritdoc/>
    public override int IndexOf(object value) => value is KryptonParameter parameter ? _parameters.IndexOf(parameter) : -1;

    /// <inheritdoc/>
    public override int IndexOf(string parameterName) =>
        parameterName is null ? -1 : _parameters.FindIndex(p => p.ParameterName.TrimStart('@').Equals(parameterName.TrimStart('@'), StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public override void Insert(int index, object value) => _parameters.Insert(index, Own(value));

    /// <inheritdoc/>
    public override void Remove(object value)
    {
        if (!_parameters.Remove(Own(value)))
        {
            throw new ArgumentException("the parameter is not one of this command's", nameof(value));
        }
    }

    /// <inheritdoc/>
    public override void RemoveAt(int index) => _parameters.RemoveAt(Checked(index));

    /// <inheritdoc/>
    public override void RemoveAt(string parameterName) => _parameters.RemoveAt(Found(parameterName));

    /// <inheritdoc/>
    protected override DbParameter GetParameter(int index) => this[index];

    /// <inheritdoc/>
    protected override DbParameter GetParameter(string parameterName) => this[parameterName];

    /// <inheritdoc/>
    protected override void SetParameter(int index, DbParameter value) => this[index] = Own(value);

    /// <inheritdoc/>
    protected override void SetParameter(string parameterName, DbParameter value) => this[parameterName] = Own(value);

    private static KryptonParameter Own(object? value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value as KryptonParameter ?? throw new InvalidCastException($"a command of Krypton takes a KryptonParameter, not a {value.GetType().Name}");
    }

    private int Checked(int index) => (uint)index < (uint)Count ? index : throw new IndexOutOfRangeException($"there is no parameter {index}: there are {Count}");

    private int Found(string name) => IndexOf(name) is >= 0 and var index ? index : throw new IndexOutOfRangeException($"there is no parameter '{name}'");
}
