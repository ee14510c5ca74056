namespace Krypton.Gpu.Kernels;

/// <summary>Four neighbouring channels: what one 16-byte load brings.</summary>
internal struct Float4
{
    public float X;
    public float Y;
    public float Z;
    public float W;

    public Float4(float x, float y, float z, float w) => (X, Y, Z, W) = (x, y, z, w);

    public static Float4 operator +(Float4 a, Float4 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z, a.W + b.W);

    public static Float4 operator -(Float4 a, Float4 b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z, a.W - b.W);

    public static Float4 operator *(Float4 a, Float4 b) => new(a.X * b.X, a.Y * b.Y, a.Z * b.Z, a.W * b.W);

    public static Float4 operator *(float a, Float4 b) => new(a * b.X, a * b.Y, a * b.Z, a * b.W);
}
