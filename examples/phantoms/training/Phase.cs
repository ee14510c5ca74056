namespace Krypton.Phantoms.Training;

/// <summary>A part of a training run, with a warm-up and a falling learning rate of its own.</summary>
/// <param name="Steps">Steps of the optimizer.</param>
/// <param name="Pairs">Pairs of films, one positive and one normal, in each step.</param>
/// <param name="Side">Pixels a side: 224 are whole films; less are pieces of films, which hold the whole opacity of a positive one.</param>
/// <param name="PeakRate">The learning rate after the warm-up.</param>
/// <param name="WarmUp">Steps in which the rate grows to its peak.</param>
internal sealed record Phase(int Steps, int Pairs, int Side, double PeakRate, int WarmUp)
{
    /// <summary>What the bundled network is trained with: whole films only.</summary>
    public static Phase[] Small(int steps) => [new(steps, 16, PhantomFilm.Size, 4e-3, 60)];

    /// <summary>
    /// What VGG16 is trained with. Whole films cost 92 GFLOP each, so its convolutions learn on pieces of a quarter of the area;
    /// what remains for whole films is the share of the cells that an opacity takes.
    /// </summary>
    public static Phase[] Vgg16(int steps) => [new(steps, 16, PhantomFilm.Size / 2, 1e-3, 40), new(steps / 3, 4, PhantomFilm.Size, 2e-4, 20)];

    /// <summary>Linear warm-up, then half a cosine down to nothing.</summary>
    public double Rate(int step) => step < WarmUp
        ? PeakRate * (step + 1) / WarmUp
        : PeakRate * 0.5 * (1 + Math.Cos(Math.PI * (step - WarmUp) / (Steps - WarmUp)));
}
