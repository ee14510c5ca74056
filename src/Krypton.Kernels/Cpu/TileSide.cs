namespace Krypton.Kernels.Cpu;

/// <summary>Outputs along one side of a Winograd tile, as a type: each size gets machine code of its own, without branches.</summary>
internal interface ITileSide
{
    static abstract int Outputs { get; }
}

internal readonly struct Side1 : ITileSide
{
    public static int Outputs => 1;
}

internal readonly struct Side2 : ITileSide
{
    public static int Outputs => 2;
}

internal readonly struct Side3 : ITileSide
{
    public static int Outputs => 3;
}

internal readonly struct Side4 : ITileSide
{
    public static int Outputs => 4;
}
