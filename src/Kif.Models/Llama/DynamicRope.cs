namespace Kif.Models.Llama;

/// <summary>Texts beyond the pretraining's length turn slower, by a base that grows with the longest text of the batch (<c>dynamic</c>).</summary>
internal sealed class DynamicRope(RopeShape shape, double factor) : IRope
{
    public bool FollowsLength => true;

    public (double[] Speeds, double Factor) At(long length)
    {
        double stretch = factor * Math.Max(length, shape.MaxPositions) / shape.MaxPositions - (factor - 1);
        return (shape.Speeds(shape.Theta * Math.Pow(stretch, shape.Width / (shape.Width - 2.0))), 1);
    }
}
