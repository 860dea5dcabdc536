namespace Kif.Models.Llama;

/// <summary>Inverse frequencies rounded to float16, as in a model that was converted to float16 including its buffers.</summary>
internal sealed class HalvedRope(IRope rope) : IRope
{
    public bool FollowsLength => rope.FollowsLength;

    public (double[] Speeds, double Factor) At(long length) => rope.At(length) is var (speeds, factor) ? ([.. speeds.Select(s => (double)(Half)s)], factor) : default;
}
