namespace Kif.Models;

/// <summary>The labels of a batch of a decoder-only model, and the tokens that are needed to predict them.</summary>
internal sealed class CausalLabels
{
    private readonly TokenBatch batch;
    private readonly int length;
    private readonly int[] places;
    private readonly long[] targets;

    /// <summary>Finds the labels of a batch; each is predicted by the token before it.</summary>
    public CausalLabels(TokenBatch batch)
    {
        (this.batch, length) = (batch, (int)batch.InputIds.shape[1]);
        long[] labels = PackedTokens.Host(batch.Labels);
        places = [.. Enumerable.Range(0, labels.Length).Where(place => place % length > 0 && labels[place] != EncodedExample.IgnoreIndex).Select(p => p - 1)];
        targets = [.. places.Select(place => labels[place + 1])];
    }

    /// <summary>Computes the states that predict the labels, and the labels.</summary>
    public (Tensor States, Tensor Targets) States(Transformer decoder, ForwardPass pass)
    {
        PackedTokens tokens = Tokens(decoder, pass);
        int[] wanted = tokens.TokensAt(places);
        Tensor labels = torch.tensor(targets, device: batch.InputIds.device), ids = tokens.Take(batch.InputIds);
        // An observer sees all outputs of all maps.
        if (!pass.Observed) return (decoder.Forward(pass, ids, tokens.Rows, wanted: wanted), labels);
        Tensor index = torch.tensor(Array.ConvertAll(wanted, token => (long)token), device: batch.InputIds.device);
        return (decoder.Forward(pass, ids, tokens.Rows).index_select(0, index), labels);
    }

    private PackedTokens Tokens(Transformer decoder, ForwardPass pass)
    {
        // Tokens after a row's last label change nothing that is read, unless they make the text longer for rotations that depend on its length.
        if (pass.Observed || !decoder.Causal || decoder.Rotaries.Any(r => r.DependsOnLength)) return PackedTokens.Of(batch.AttentionMask, pass.KeepsPadding);
        long[] mask = PackedTokens.Host(batch.AttentionMask);
        int rows = mask.Length / length;
        int[] counts = new int[rows];
        foreach (int place in places) counts[place / length] = place % length + 1;
        for (int row = 0; row < rows; row++)
            if (mask.AsSpan(row * length, counts[row]).Contains(0)) return PackedTokens.Of(batch.AttentionMask);
        return PackedTokens.Of(counts, length, pass.SharesTokens ? Shared(counts) : 0, batch.InputIds.device);
    }

    /// <summary>Counts the tokens that all rows begin with, up to the first one that predicts a label.</summary>
    private int Shared(int[] counts)
    {
        if (counts.Length < 2) return 0;
        long[] ids = PackedTokens.Host(batch.InputIds);
        int most = places.Min(place => place % length);
        for (int row = 0; row < counts.Length; row++)
            most = Math.Min(counts[row], ids.AsSpan(0, most).CommonPrefixLength(ids.AsSpan(row * length, length)));
        return most;
    }
}
