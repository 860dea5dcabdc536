namespace Kif.Models.Llama;

/// <summary>
/// Dynamic NTK scaling (<c>dynamic</c>): beyond the pretraining's length the base grows with the longest text of the batch, which lowers the frequencies.
/// </summary>
internal sealed class DynamicRope(RopeShape shape, double factor) : IRope
{
    public bool FollowsLength => true;

    public (double[] Speeds, double Factor) At(long length)
    {
        double stretch = factor * Math.Max(length, shape.MaxPositions) / shape.MaxPositions - (factor - 1);
        return (shape.Speeds(shape.Theta * Math.Pow(stretch, shape.Width / (shape.Width - 2.0))), 1);
    }
}
