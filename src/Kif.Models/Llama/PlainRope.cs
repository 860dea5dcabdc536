namespace Kif.Models.Llama;

/// <summary>The original rotary positions (Su et al., 2021), or with all positions divided by a factor (<c>linear</c>).</summary>
internal sealed class PlainRope(RopeShape shape, double factor = 1) : IRope
{
    public (double[] Speeds, double Factor) At(long length) => ([.. shape.Speeds().Select(s => s / factor)], 1);
}
