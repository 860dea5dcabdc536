namespace Kif.Models;

/// <summary>The tokens of the prompts of a pass, read only where gates of adapters need them.</summary>
internal sealed class PromptTokens
{
    private readonly Func<DisposeScope, (Tensor Ids, Tensor Mask)> read;

    private PromptTokens(Func<DisposeScope, (Tensor Ids, Tensor Mask)> read) => this.read = read;

    /// <summary>The prompts of a batch.</summary>
    public static PromptTokens Of(TokenBatch batch) => new(_ => (batch.InputIds, batch.PromptMask ?? batch.AttentionMask));

    /// <summary>Prompts to answer.</summary>
    public static PromptTokens Of(IReadOnlyList<EncodedExample> prompts, Device device) => new(scope =>
    {
        int[][] sources = [.. prompts.Select(p => p.Source)];
        (Tensor ids, Tensor mask) = (RowPadding.Pad(sources, 0, device), RowPadding.Mask(sources, device));
        scope.Attach(ids);
        scope.Attach(mask);
        return (ids, mask);
    });

    /// <summary>Computes the mean embedding of each prompt, [prompts, width]; without gradient.</summary>
    /// <param name="table">The embeddings, [vocabulary, width].</param>
    /// <param name="dtype">The type of the result.</param>
    /// <param name="length">What sums are divided by; null for the number of tokens.</param>
    public Tensor Means(Tensor table, ScalarType dtype, int? length)
    {
        using var off = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        (Tensor ids, Tensor mask) = read(scope);
        Tensor there = mask.to_type(dtype), states = table.index_select(0, ids.reshape(-1)).to_type(dtype).view(ids.shape[0], ids.shape[1], -1);
        Tensor sums = (states * there.unsqueeze(2)).sum(1L);
        return (length is { } fixedLength ? sums / fixedLength : sums / there.sum(1L).clamp(1).unsqueeze(1)).MoveToOuterDisposeScope();
    }
}
