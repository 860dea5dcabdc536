namespace Kif.Models;

/// <summary>T5's relative positions: one learned bias per head and bucket of distances, shared by all layers of a stack.</summary>
/// <param name="table">The index of the weight, [buckets, heads].</param>
/// <param name="buckets">The number of buckets.</param>
/// <param name="maxDistance">The distance from which all positions share a bucket.</param>
/// <param name="bothWays">Whether earlier and later keys have buckets of their own.</param>
internal sealed class RelativePositions(int table, int buckets, int maxDistance, bool bothWays)
{
    /// <summary>Computes the bias of all queries and keys of a row: [heads, length, length].</summary>
    public Tensor Bias(ForwardPass pass, int length)
    {
        long[] at = new long[length * length];
        for (int i = 0; i < length; i++)
            for (int j = 0; j < length; j++) at[i * length + j] = Bucket(j - i);
        Tensor weights = pass.Weight(table);
        return weights.index_select(0, torch.tensor(at, device: weights.device)).view(length, length, -1).permute(2, 0, 1).contiguous();
    }

    /// <summary>Computes the bucket of a key's position minus a query's: one per near distance, far ones in growing steps.</summary>
    private int Bucket(int distance)
    {
        int count = buckets, offset = 0;
        if (bothWays)
        {
            count /= 2;
            if (distance > 0) offset = count;
            distance = Math.Abs(distance);
        }
        else
        {
            distance = Math.Max(-distance, 0);
        }
        int exact = count / 2;
        if (distance < exact) return offset + distance;
        float far = MathF.Log((float)distance / exact) / (float)Math.Log((double)maxDistance / exact) * (count - exact);
        return offset + Math.Min(exact + (int)far, count - 1);
    }
}
