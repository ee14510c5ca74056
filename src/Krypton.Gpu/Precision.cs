namespace Krypton.Gpu;

/// <summary>What products are taken in; sums are always fp32.</summary>
public enum Precision
{
    /// <summary>Plain fp32 multiply-adds: exact, the default.</summary>
    Fp32,

    /// <summary>Tensor cores on operands of 11 significant bits: an approximation.</summary>
    Tf32,

    /// <summary>Tensor cores on operands split into two tf32 numbers: three products, errors of fp32's size.</summary>
    SplitTf32,

    /// <summary>Tensor cores on operands of 8 significant bits: a coarser approximation.</summary>
    Bf16,
}
