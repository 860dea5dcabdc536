namespace Kif;

/// <summary>A padded batch on the model's device; owns its tensors.</summary>
/// <param name="InputIds">Int64 [batch, length].</param>
/// <param name="AttentionMask">Int64 [batch, length]: 1 for tokens, 0 for padding on either side.</param>
/// <param name="Labels">
/// Int64 [batch, target length] (encoder–decoder) or [batch, length] (decoder-only and masked, aligned with the inputs); -100 for no label.
/// </param>
/// <param name="TargetTokens">Number of labels other than -100.</param>
public sealed record TokenBatch(Tensor InputIds, Tensor AttentionMask, Tensor Labels, long TargetTokens) : IDisposable
{
    /// <summary>Int64 [batch, length]: the segment of each token, for models with segments; null where all are in the first.</summary>
    public Tensor? SegmentIds { get; init; }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        InputIds.Dispose();
        AttentionMask.Dispose();
        Labels.Dispose();
        SegmentIds?.Dispose();
    }
}
