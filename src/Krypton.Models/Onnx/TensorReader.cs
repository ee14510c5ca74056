using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Krypton.Models.Tensors;
using DataType = Krypton.Models.Onnx.TensorProto.Types.DataType;

namespace Krypton.Models.Onnx;

/// <summary>Turns ONNX tensors into <see cref="Tensor"/>s; half, bfloat16 and double are converted to float.</summary>
public static class TensorReader
{
    /// <exception cref="ModelException">External data, an unsupported type, or fewer bytes than the shape promises.</exception>
    public static Tensor Read(TensorProto proto)
    {
        if (proto.DataLocation == TensorProto.Types.DataLocation.External || proto.ExternalData.Count > 0)
        {
            throw new ModelException(
                $"tensor '{proto.Name}' keeps its data in another file, which Krypton does not follow; save the model with its weights inside");
        }

        var shape = new int[proto.Dims.Count];
        for (var i = 0; i < shape.Length; i++)
        {
            shape[i] = proto.Dims[i] is >= 0 and <= int.MaxValue
                ? (int)proto.Dims[i]
                : throw new ModelException($"tensor '{proto.Name}' has an impossible dimension {proto.Dims[i]}");
        }

        var count = Shapes.Count(shape);
        var type = (DataType)proto.DataType;
        return type switch
        {
            DataType.Float => Tensor.Of(Floats(proto, count, 4, b => BinaryPrimitives.ReadSingleLittleEndian(b), proto.FloatData), shape),
            DataType.Double => Tensor.Of(Floats(proto, count, 8, b => (float)BinaryPrimitives.ReadDoubleLittleEndian(b), [.. proto.DoubleData.Select(d => (float)d)]), shape),
            DataType.Float16 => Tensor.Of(Floats(proto, count, 2, b => (float)BinaryPrimitives.ReadHalfLittleEndian(b), [.. proto.Int32Data.Select(i => (float)BitConverter.UInt16BitsToHalf((ushort)i))]), shape),
            DataType.Bfloat16 => Tensor.Of(Floats(proto, count, 2, b => BFloat(BinaryPrimitives.ReadUInt16LittleEndian(b)), [.. proto.Int32Data.Select(i => BFloat((ushort)i))]), shape),
            DataType.Int64 => Tensor.Of(Longs(proto, count, 8, b => BinaryPrimitives.ReadInt64LittleEndian(b), proto.Int64Data), shape),
            DataType.Int32 => Tensor.Of(Longs(proto, count, 4, b => BinaryPrimitives.ReadInt32LittleEndian(b), Ints(proto)), shape),
            DataType.Uint32 => Tensor.Of(Longs(proto, count, 4, b => BinaryPrimitives.ReadUInt32LittleEndian(b), [.. proto.Uint64Data.Select(u => (long)u)]), shape),
            DataType.Int16 => Tensor.Of(Longs(proto, count, 2, b => BinaryPrimitives.ReadInt16LittleEndian(b), Ints(proto)), shape),
            DataType.Uint16 => Tensor.Of(Longs(proto, count, 2, b => BinaryPrimitives.ReadUInt16LittleEndian(b), Ints(proto)), shape),
            DataType.Int8 => Tensor.Of(Longs(proto, count, 1, b => (sbyte)b[0], Ints(proto)), shape),
            DataType.Uint8 => Tensor.Of(Longs(proto, count, 1, b => b[0], Ints(proto)), shape),
            DataType.Bool => Tensor.OfBooleans(Longs(proto, count, 1, b => b[0] == 0 ? 0 : 1, Ints(proto)), shape),
            _ => throw new ModelException($"tensor '{proto.Name}' has element type {type}, which Krypton does not read"),
        };
    }

    private delegate T Decode<T>(ReadOnlySpan<byte> bytes);

    private static float BFloat(ushort bits) => BitConverter.Int32BitsToSingle(bits << 16);

    private static long[] Ints(TensorProto proto) => [.. proto.Int32Data.Select(i => (long)i)];

    private static float[] Floats(TensorProto proto, int count, int size, Decode<float> decode, IList<float> typed)
    {
        if (size == 4 && proto.HasRawData && BitConverter.IsLittleEndian)
        {
            Check(proto, count, size);
            return MemoryMarshal.Cast<byte, float>(proto.RawData.Span).ToArray();
        }

        return Elements(proto, count, size, decode, typed);
    }

    private static long[] Longs(TensorProto proto, int count, int size, Decode<long> decode, IList<long> typed) =>
        Elements(proto, count, size, decode, typed);

    // Checked before anything of the promised size is allocated: a short file cannot ask for much memory.
    private static void Check(TensorProto proto, int count, int size)
    {
        if (proto.RawData.Length != (long)count * size)
        {
            throw new ModelException($"tensor '{proto.Name}' promises {count} elements of {size} bytes but holds {proto.RawData.Length} bytes; the file is damaged");
        }
    }

    private static T[] Elements<T>(TensorProto proto, int count, int size, Decode<T> decode, IList<T> typed)
    {
        if (!proto.HasRawData)
        {
            return typed.Count == count
                ? [.. typed]
                : throw new ModelException($"tensor '{proto.Name}' promises {count} elements but holds {typed.Count}; the file is damaged");
        }

        Check(proto, count, size);
        var raw = proto.RawData.Span;
        var values = new T[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = decode(raw[(i * size)..]);
        }

        return values;
    }
}
