namespace Kif.Models.Llama;

/// <summary>What all kinds of rotary positions start from.</summary>
/// <param name="Theta">The base of the speeds.</param>
/// <param name="Width">Width of a head, even.</param>
/// <param name="MaxPositions">Longest text of the pretraining as the configuration says.</param>
internal sealed record RopeShape(double Theta, int Width, int MaxPositions)
{
    /// <summary>θ^(−2i/width) for each pair i.</summary>
    public double[] Speeds(double? theta = null) =>
        [.. Enumerable.Range(0, Width / 2).Select(i => Math.Pow(theta ?? Theta, -2.0 * i / Width))];
}
