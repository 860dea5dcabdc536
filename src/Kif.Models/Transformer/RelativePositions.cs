namespace Kif.Models;

/// <summary>T5's relative positions: one learned bias per head and bucket of distances, shared by all layers of a stack.</summary>
/// <param name="table">The index of the weight, [buckets, heads].</param>
/// <param name="buckets">The number of buckets.</param>
/// <param name="maxDistance">The distance from which all positions share a bucket.</param>
/// <param name="bothWays">Whether earlier and later keys have buckets of their own.</param>
internal sealed class RelativePositions(int table, int buckets, int maxDistance, bool bothWays)
{
    /// <summary>Computes the bias of queries and the keys of their rows: [rows, heads, length, keys], or [1, …] for all rows if they are alike.</summary>
    /// <param name="pass">The forward pass.</param>
    /// <param name="queries">The rows of the queries.</param>
    /// <param name="keys">The number of keys.</param>
    public Tensor Bias(ForwardPass pass, TokenRows queries, int keys)
    {
        int[][] places = [.. queries.Counts.Select((count, row) => queries.Places[queries.Starts[row]..(queries.Starts[row] + count)])];
        int[] longest = places.MaxBy(p => p.Length)!;
        if (places.All(p => p.AsSpan().SequenceEqual(longest.AsSpan(0, p.Length)))) places = [longest];
        int length = queries.Length;
        long[] at = new long[places.Length * length * keys];
        for (int row = 0; row < places.Length; row++)
            for (int i = 0; i < places[row].Length; i++)
                for (int j = 0; j < keys; j++) at[(row * length + i) * keys + j] = Bucket(j - places[row][i]);
        Tensor weights = pass.Weight(table);
        return weights.index_select(0, torch.tensor(at, device: weights.device)).view(places.Length, length, keys, -1).permute(0, 3, 1, 2).contiguous();
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
