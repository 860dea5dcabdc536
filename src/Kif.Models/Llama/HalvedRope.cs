namespace Kif.Models.Llama;

/// <summary>Rotation speeds rounded to float16, as they are when a whole model, buffers included, was halved.</summary>
internal sealed class HalvedRope(IRope rope) : IRope
{
    public bool FollowsLength => rope.FollowsLength;

    public (double[] Speeds, double Factor) At(long length) => rope.At(length) is var (speeds, factor) ? ([.. speeds.Select(s => (double)(Half)s)], factor) : default;
}
