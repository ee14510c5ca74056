namespace Krypton.Kernels;

/// <summary>One layer, ready to run on a device: reads its inputs' overlays and fills its output's boxes.</summary>
public abstract class Kernel : IDisposable
{
    /// <summary>Fills <paramref name="output"/>, whose boxes are set and whose data has room for them.</summary>
    public abstract void Run(Overlay[] inputs, Overlay output);

    /// <summary>What a profile calls the kernel.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>Bytes of prepared weights.</summary>
    public virtual long WeightBytes => 0;

    public virtual void Dispose() => GC.SuppressFinalize(this);
}
