namespace Krypton.Models.Ops;

/// <summary>Every ONNX operator Krypton understands, by name.</summary>
public static class OperatorCatalog
{
    private static readonly Dictionary<string, Operator> Operators = new()
    {
        ["Conv"] = new Conv(),
        ["MaxPool"] = new Pool(Network.PoolKind.Max, global: false),
        ["AveragePool"] = new Pool(Network.PoolKind.Average, global: false),
        ["GlobalMaxPool"] = new Pool(Network.PoolKind.Max, global: true),
        ["GlobalAveragePool"] = new Pool(Network.PoolKind.Average, global: true),
        ["BatchNormalization"] = new BatchNormalization(),
        ["LRN"] = new ResponseNormalization(),
        ["Relu"] = new Unary((_, _) => new(Network.ActivationKind.Relu)),
        ["LeakyRelu"] = new Unary((n, _) => new(Network.ActivationKind.LeakyRelu, n.Float("alpha", 0.01f))),
        ["Sigmoid"] = new Unary((_, _) => new(Network.ActivationKind.Sigmoid)),
        ["HardSigmoid"] = new Unary((n, _) => new(Network.ActivationKind.HardSigmoid, n.Float("alpha", 0.2f), n.Float("beta", 0.5f))),
        ["HardSwish"] = new Unary((_, _) => new(Network.ActivationKind.HardSwish)),
        ["Tanh"] = new Unary((_, _) => new(Network.ActivationKind.Tanh)),
        ["Elu"] = new Unary((n, _) => new(Network.ActivationKind.Elu, n.Float("alpha", 1))),
        ["Clip"] = new Unary(Unary.ClipBounds),
        ["PRelu"] = new PRelu(),
        ["Add"] = new Binary(Network.BinaryKind.Add),
        ["Sub"] = new Binary(Network.BinaryKind.Subtract),
        ["Mul"] = new Binary(Network.BinaryKind.Multiply),
        ["Div"] = new Binary(Network.BinaryKind.Divide),
        ["Sum"] = new Sum(),
        ["Concat"] = new Concat(),
        ["Gemm"] = new Gemm(),
        ["MatMul"] = new MatMul(),
        ["Flatten"] = new Flatten(),
        ["Reshape"] = new Reshape(),
        ["Squeeze"] = new Squeeze(),
        ["Unsqueeze"] = new Unsqueeze(),
        ["Transpose"] = new Transpose(),
        ["Pad"] = new Pad(),
        ["ReduceMean"] = new ReduceMean(),
        ["Softmax"] = new Softmax(logarithm: false),
        ["LogSoftmax"] = new Softmax(logarithm: true),
        ["Dropout"] = new Identity(),
        ["Identity"] = new Identity(),
        ["Constant"] = new Constant(),
        ["ConstantOfShape"] = new ConstantOfShape(),
        ["Cast"] = new Cast(),
        ["Shape"] = new Shape(),
        ["Gather"] = new Gather(),
        ["Slice"] = new Slice(),
        ["Split"] = new Split(),
    };

    public static IReadOnlyCollection<string> Names => Operators.Keys;

    /// <summary>The operator of that name, or null when ONNX Runtime has to run it.</summary>
    public static Operator? Find(string name) => Operators.GetValueOrDefault(name);
}
