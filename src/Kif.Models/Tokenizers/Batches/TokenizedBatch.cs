namespace Kif.Models.Tokenizers;

/// <summary>Texts as a model reads them together: three tables of the same shape, a row for each text or pair.</summary>
/// <param name="Ids">Token ids, padding included.</param>
/// <param name="TypeIds">Which text each id belongs to (0 or 1).</param>
/// <param name="AttentionMask">1 where an id counts, 0 where it is padding.</param>
public sealed record TokenizedBatch(int[][] Ids, int[][] TypeIds, int[][] AttentionMask);
