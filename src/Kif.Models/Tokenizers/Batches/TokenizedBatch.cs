namespace Kif.Models.Tokenizers;

/// <summary>A batch of texts for a model: three tables of the same shape, with a row for each text or pair.</summary>
/// <param name="Ids">Token ids, padding included.</param>
/// <param name="TypeIds">The text (0 or 1) that each id belongs to.</param>
/// <param name="AttentionMask">1 for a token, 0 for padding.</param>
public sealed record TokenizedBatch(int[][] Ids, int[][] TypeIds, int[][] AttentionMask);
