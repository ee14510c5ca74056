using System.Runtime.InteropServices;
using Google.Protobuf;
using DataType = Krypton.Models.Onnx.TensorProto.Types.DataType;

namespace Krypton.Models.Onnx;

/// <summary>Turns what a model keeps in half precision into single precision, so that it computes alike on every executor.</summary>
internal static class Widening
{
    public static void ToSingle(ModelProto model)
    {
        foreach (var value in model.Graph.Input.Concat(model.Graph.Output).Concat(model.Graph.ValueInfo))
        {
            if (value.Type?.TensorType is { } type && (DataType)type.ElemType is DataType.Float16 or DataType.Bfloat16)
            {
                type.ElemType = (int)DataType.Float;
            }
        }

        foreach (var tensor in model.Graph.Initializer)
        {
            Widen(tensor);
        }

        foreach (var attribute in model.Graph.Node.SelectMany(n => n.Attribute.Select(a => (Node: n, Attribute: a))))
        {
            if (attribute.Attribute.T is { } tensor)
            {
                Widen(tensor);
            }

            if (attribute.Node.OpType == "Cast" && attribute.Attribute.Name == "to" && (DataType)attribute.Attribute.I is DataType.Float16 or DataType.Bfloat16)
            {
                attribute.Attribute.I = (long)DataType.Float;
            }
        }
    }

    private static void Widen(TensorProto tensor)
    {
        if ((DataType)tensor.DataType is not (DataType.Float16 or DataType.Bfloat16))
        {
            return;
        }

        var values = TensorReader.Read(tensor).Floats;
        tensor.DataType = (int)DataType.Float;
        tensor.Int32Data.Clear();
        tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()));
    }
}
