namespace Krypton.Models.Tensors;

/// <summary>What a tensor's elements are. Floating types of every width are held as float, integers and booleans as long.</summary>
public enum ElementType
{
    Float,
    Integer,
    Boolean,
}

/// <summary>A dense row-major tensor: the value type of the scalar operator definitions and of folded constants.</summary>
public sealed class Tensor
{
    private Tensor(ElementType type, int[] shape, float[]? floats, long[]? integers)
    {
        Type = type;
        Shape = shape;
        Count = Shapes.Count(shape);
        FloatData = floats;
        IntegerData = integers;
        if ((floats?.Length ?? integers!.Length) != Count)
        {
            throw new ModelException($"a tensor of shape {Shapes.Text(shape)} needs {Count} elements, not {floats?.Length ?? integers!.Length}");
        }
    }

    public ElementType Type { get; }

    public int[] Shape { get; }

    public int Rank => Shape.Length;

    public int Count { get; }

    private float[]? FloatData { get; }

    private long[]? IntegerData { get; }

    public bool IsFloat => FloatData is not null;

    /// <summary>The elements of a floating tensor.</summary>
    /// <exception cref="ModelException">The tensor holds integers.</exception>
    public float[] Floats => FloatData ?? throw new ModelException("a floating-point tensor was expected, but this one holds integers");

    /// <summary>The elements of an integer or boolean tensor.</summary>
    /// <exception cref="ModelException">The tensor holds floating-point numbers.</exception>
    public long[] Integers => IntegerData ?? throw new ModelException("an integer tensor was expected, but this one holds floating-point numbers");

    public static Tensor Of(float[] values, params int[] shape) => new(ElementType.Float, shape, values, null);

    public static Tensor Of(long[] values, params int[] shape) => new(ElementType.Integer, shape, null, values);

    public static Tensor OfBooleans(long[] values, params int[] shape) => new(ElementType.Boolean, shape, null, values);

    public static Tensor Zeros(params int[] shape) => Of(new float[Shapes.Count(shape)], shape);

    /// <summary>The same elements in another shape of equal count.</summary>
    public Tensor Reshape(params int[] shape) => new(Type, shape, FloatData, IntegerData);

    /// <summary>A new tensor of the given shape whose element i is this tensor's element <c>source(i)</c>.</summary>
    public Tensor Select(int[] shape, Func<int, int> source)
    {
        var count = Shapes.Count(shape);
        if (IsFloat)
        {
            var floats = new float[count];
            for (var i = 0; i < count; i++)
            {
                floats[i] = Floats[source(i)];
            }

            return new Tensor(Type, shape, floats, null);
        }

        var integers = new long[count];
        for (var i = 0; i < count; i++)
        {
            integers[i] = Integers[source(i)];
        }

        return new Tensor(Type, shape, null, integers);
    }
}
