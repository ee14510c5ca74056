namespace Krypton.Networks;

/// <summary>An ONNX value of a network under construction.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Channels">Its size along axis 1.</param>
/// <param name="Moments">What its values are like.</param>
internal readonly record struct Signal(string Name, int Channels, Moments Moments);
