namespace Kif.Models;

/// <summary>The continuation of a batch token by token: the likeliest token at every step, or one that is drawn.</summary>
internal static class TokenLoop
{
    /// <summary>Continues every row up to and including one of the end ids, or up to the limit.</summary>
    /// <param name="decoding">The batch to continue.</param>
    /// <param name="rows">The number of rows of the batch.</param>
    /// <param name="ends">Ids that end a row.</param>
    /// <param name="maxNewTokens">The most new tokens per row.</param>
    /// <param name="device">The device of the token ids.</param>
    /// <param name="sampler">Draws the tokens; null for the likeliest.</param>
    /// <param name="produced">Told each row's token as soon as it is chosen; false ends the row. Null for nobody.</param>
    /// <param name="cancellation">Stops before the next token.</param>
    public static IReadOnlyList<int[]> Run(
        IDecoding decoding, int rows, IReadOnlyList<int> ends, int maxNewTokens, Device device, TokenSampler? sampler = null,
        Func<int, int, bool>? produced = null, CancellationToken cancellation = default)
    {
        var all = new List<int>[rows];
        for (int i = 0; i < rows; i++) all[i] = [];
        bool[] done = new bool[rows];
        long[]? last = null;
        for (int step = 0; step < maxNewTokens && !Array.TrueForAll(done, d => d); step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            Tensor logits = decoding.Next(last is null ? null : torch.tensor(last, device: device));
            last = sampler?.Choose(logits) ?? logits.argmax(-1).cpu().data<long>().ToArray();
            for (int i = 0; i < rows; i++)
            {
                if (done[i]) continue;
                int id = (int)last[i];
                all[i].Add(id);
                done[i] = ends.Contains(id);
                if (produced?.Invoke(i, id) == false) done[i] = true;
            }
        }
        return [.. all.Select(p => p.ToArray())];
    }
}
