using Kif.Models.Backbones;

namespace Kif.Models.T5;

/// <summary>T5's relative positions: one learned bias per head and bucket of distances, shared by all layers of a stack.</summary>
internal sealed class T5Positions(T5Config config, int table, bool bothWays)
{
    /// <summary>Computes the bias of <paramref name="count"/> queries from position <paramref name="first"/> on: [heads, queries, keys].</summary>
    public Tensor Bias(ForwardPass pass, int first, int count, int keys)
    {
        long[] buckets = new long[count * keys];
        for (int i = 0; i < count; i++)
            for (int j = 0; j < keys; j++) buckets[i * keys + j] = Bucket(j - first - i);
        Tensor weights = pass.Weight(table);
        return weights.index_select(0, torch.tensor(buckets, device: weights.device)).view(count, keys, config.Heads).permute(2, 0, 1).contiguous();
    }

    /// <summary>Computes the bucket of a key's position minus a query's: one per near distance, far ones in growing steps.</summary>
    private int Bucket(int distance)
    {
        int buckets = config.Buckets, offset = 0;
        if (bothWays)
        {
            buckets /= 2;
            if (distance > 0) offset = buckets;
            distance = Math.Abs(distance);
        }
        else
        {
            distance = Math.Max(-distance, 0);
        }
        int exact = buckets / 2;
        if (distance < exact) return offset + distance;
        float far = MathF.Log((float)distance / exact) / (float)Math.Log((double)config.MaxDistance / exact) * (buckets - exact);
        return offset + Math.Min(exact + (int)far, buckets - 1);
    }
}
