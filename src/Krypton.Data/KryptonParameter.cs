using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Krypton.Data;

/// <summary>
/// A value for <c>@name</c> in a command's text: a number, a text (also the path of an image or a model), or the bytes of an image or
/// a model as <c>byte[]</c>, <c>ReadOnlyMemory&lt;byte&gt;</c> or <see cref="Stream"/>, which then never touches the disk.
/// </summary>
public sealed class KryptonParameter : DbParameter
{
    private string _name = "";
    private string _sourceColumn = "";
    private DbType? _type;

    /// <summary>A parameter without name and value.</summary>
    public KryptonParameter()
    {
    }

    /// <param name="name">With or without the at sign.</param>
    /// <param name="value">Its value.</param>
    public KryptonParameter(string name, object? value) => (ParameterName, Value) = (name, value);

    /// <summary>The name, with or without the at sign, in any case.</summary>
    [AllowNull]
    public override string ParameterName
    {
        get => _name;
        set => _name = value ?? "";
    }

    /// <inheritdoc/>
    public override object? Value { get; set; }

    /// <summary>The value's type as ADO.NET calls it, unless set; nothing is converted by it.</summary>
    public override DbType DbType
    {
        get => _type ?? Infer(Value);
        set => _type = value;
    }

    /// <summary>Always input: queries give nothing back through parameters.</summary>
    /// <exception cref="ArgumentException">Another direction is set.</exception>
    public override ParameterDirection Direction
    {
        get => ParameterDirection.Input;
        set
        {
            if (value != ParameterDirection.Input)
            {
                throw new ArgumentException($"parameters are input only, not {value}", nameof(value));
            }
        }
    }

    /// <inheritdoc/>
    public override bool IsNullable { get; set; }

    /// <summary>Kept for callers that set it; values are never cut to it.</summary>
    public override int Size { get; set; }

    /// <inheritdoc/>
    [AllowNull]
    public override string SourceColumn
    {
        get => _sourceColumn;
        set => _sourceColumn = value ?? "";
    }

    /// <inheritdoc/>
    public override bool SourceColumnNullMapping { get; set; }

    /// <inheritdoc/>
    public override void ResetDbType() => _type = null;

    /// <inheritdoc/>
    public override string ToString() => _name;

    private static DbType Infer(object? value) => value switch
    {
        bool => DbType.Boolean,
        byte => DbType.Byte,
        sbyte => DbType.SByte,
        short => DbType.Int16,
        ushort => DbType.UInt16,
        int => DbType.Int32,
        uint => DbType.UInt32,
        long => DbType.Int64,
        ulong => DbType.UInt64,
        float => DbType.Single,
        double => DbType.Double,
        decimal => DbType.Decimal,
        byte[] or Memory<byte> or ReadOnlyMemory<byte> or ArraySegment<byte> or Stream => DbType.Binary,
        null or DBNull or string => DbType.String,
        _ => DbType.Object,
    };
}
