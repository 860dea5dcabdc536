namespace Kif.Models;

/// <summary>Rotary positions: the cosines and sines of each position, cached for the longest text so far and shared by all passes.</summary>
internal sealed class RotaryPositions(IRope rope, Device device, ScalarType dtype) : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<(Tensor Cos, Tensor Sin)> made = [];

    /// <summary>Whether the rotations depend on the length of the text.</summary>
    public bool DependsOnLength => rope.DependsOnLength;

    /// <summary>The longest text with its own rotations: a text that grows beyond it is computed again. Null if there is none.</summary>
    public long? SwitchesAfter => rope.SwitchesAfter;

    /// <summary>Looks up the rotations at positions.</summary>
    /// <param name="positions">Int64 [tokens].</param>
    /// <param name="length">An exclusive upper bound of the positions.</param>
    /// <param name="scale">The factor on attention scores, which the rotation of queries includes.</param>
    public Rotation Rotation(Tensor positions, long length, double scale)
    {
        if (rope.DependsOnLength) length = positions.max().item<long>() + 1;
        (Tensor cos, Tensor sin) = Table(length);
        (cos, sin) = (cos.index_select(0, positions).unsqueeze(1), sin.index_select(0, positions).unsqueeze(1));
        using Scalar factor = scale;
        return new(cos, sin, cos.mul(factor), sin.mul(factor));
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

/// <summary>
/// The rotations of the tokens of one pass, [tokens, 1, rotated width] each. The elements of a pair are half the width apart, and the sine of the first one is
/// negated, so that a rotation is x · cos + roll(x) · sin.
/// </summary>
/// <param name="Cos">Cosines for keys.</param>
/// <param name="Sin">Signed sines for keys.</param>
/// <param name="QueryCos">Cosines for queries, with the attention's scale.</param>
/// <param name="QuerySin">Signed sines for queries, with the attention's scale.</param>
internal sealed record Rotation(Tensor Cos, Tensor Sin, Tensor QueryCos, Tensor QuerySin)
{
    /// <summary>Copies the rotations with other tensors.</summary>
    public Rotation With(Func<Tensor, Tensor> replace) => new(replace(Cos), replace(Sin), replace(QueryCos), replace(QuerySin));
}
