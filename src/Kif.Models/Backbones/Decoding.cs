namespace Kif.Models;

/// <summary>A batch of sequences that is continued token by token; owns its key/value cache.</summary>
public interface IDecoding : IDisposable
{
    /// <summary>Computes the logits of the next token, [batch, vocabulary], in the caller's dispose scope.</summary>
    /// <param name="last">Int64 [batch]: the tokens chosen last; null on the first step.</param>
    Tensor Next(Tensor? last);
}

/// <summary>Greedy decoding: the likeliest token at every step.</summary>
internal static class GreedySearch
{
    /// <summary>Continues every row up to and including one of the end ids, or up to the limit.</summary>
    /// <param name="decoding">The batch to continue.</param>
    /// <param name="rows">The number of rows of the batch.</param>
    /// <param name="ends">Ids that end a row.</param>
    /// <param name="maxNewTokens">The most new tokens per row.</param>
    /// <param name="device">The device of the token ids.</param>
    public static IReadOnlyList<int[]> Run(IDecoding decoding, int rows, IReadOnlyList<int> ends, int maxNewTokens, Device device)
    {
        var produced = new List<int>[rows];
        for (int i = 0; i < rows; i++) produced[i] = [];
        bool[] done = new bool[rows];
        long[]? last = null;
        for (int step = 0; step < maxNewTokens && !Array.TrueForAll(done, d => d); step++)
        {
            using var scope = torch.NewDisposeScope();
            last = decoding.Next(last is null ? null : torch.tensor(last, device: device)).argmax(-1).cpu().data<long>().ToArray();
            for (int i = 0; i < rows; i++)
            {
                if (done[i]) continue;
                produced[i].Add((int)last[i]);
                done[i] = ends.Contains((int)last[i]);
            }
        }
        return [.. produced.Select(p => p.ToArray())];
    }
}
