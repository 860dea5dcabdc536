namespace Kif.Models;

/// <summary>The cosines and sines of each position, cached for the longest text so far and shared by all passes.</summary>
internal sealed class RopeTable(IRope rope, Device device, ScalarType dtype) : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<(Tensor Cos, Tensor Sin)> made = [];

    /// <summary>
    /// Looks up the cosine and signed sine of each position, [positions, width]. The elements of a pair are half the width apart, and the sine of the
    /// first one is negated, so that a rotation is x · cos + roll(x) · sin.
    /// </summary>
    /// <param name="mask">Int64 [batch, length]: positions count the tokens with a 1.</param>
    /// <param name="offset">Int64 [batch, 1], the number of tokens before these; null for none.</param>
    /// <param name="most">An exclusive upper bound of the positions.</param>
    public (Tensor Cos, Tensor Sin) Of(Tensor mask, Tensor? offset, long most)
    {
        Tensor positions = mask.cumsum(1).sub_(1);
        if (offset is not null) positions = positions.add_(offset);
        positions = positions.clamp_min_(0).view(-1);
        if (rope.DependsOnLength) most = positions.max().item<long>() + 1;
        (Tensor cos, Tensor sin) = Table(most);
        return (cos.index_select(0, positions), sin.index_select(0, positions));
    }

    public void Dispose()
    {
        foreach ((Tensor cos, Tensor sin) in made)
        {
            cos.Dispose();
            sin.Dispose();
        }
    }

    private (Tensor Cos, Tensor Sin) Table(long length)
    {
        if (rope.DependsOnLength) return Make(length);
        lock (gate)
        {
            if (made.Count > 0 && made[^1].Cos.shape[0] >= length) return made[^1];
            (Tensor cos, Tensor sin) = Make((long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)Math.Max(length, 64)));
            made.Add((cos.DetachFromDisposeScope(), sin.DetachFromDisposeScope()));
            return made[^1];
        }
    }

    private (Tensor Cos, Tensor Sin) Make(long length)
    {
        (double[] frequencies, double factor) = rope.Compute(length);
        int half = frequencies.Length;
        double[] cos = new double[length * 2 * half], sin = new double[length * 2 * half];
        for (int position = 0, row = 0; position < length; position++, row += 2 * half)
        {
            for (int i = 0; i < half; i++)
            {
                // In float32 the angle is rounded as it was when the models were trained.
                double angle = dtype == ScalarType.Float64 ? position * frequencies[i] : position * (float)frequencies[i];
                (double s, double c) = Math.SinCos(angle);
                cos[row + i] = cos[row + half + i] = c * factor;
                sin[row + half + i] = s * factor;
                sin[row + i] = -sin[row + half + i];
            }
        }
        return (torch.tensor(cos, [length, 2 * half], dtype, device), torch.tensor(sin, [length, 2 * half], dtype, device));
    }
}
