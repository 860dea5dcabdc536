namespace Kif.Models.Llama;

/// <summary>The parameters that all kinds of rotary positions share.</summary>
/// <param name="Theta">The base of the inverse frequencies.</param>
/// <param name="Width">The width of a head, even.</param>
/// <param name="MaxPositions">The longest text of the pretraining according to the configuration.</param>
internal sealed record RopeShape(double Theta, int Width, int MaxPositions)
{
    /// <summary>Computes the inverse frequencies θ^(−2i/width), one for each pair i.</summary>
    public double[] Speeds(double? theta = null) =>
        [.. Enumerable.Range(0, Width / 2).Select(i => Math.Pow(theta ?? Theta, -2.0 * i / Width))];
}
