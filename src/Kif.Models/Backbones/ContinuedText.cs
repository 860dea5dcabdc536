namespace Kif.Models.Backbones;

/// <summary>Collates batches for decoder-only models: prompt and answer as one text, labels at the answer.</summary>
internal static class ContinuedText
{
    /// <summary>Collates examples into right-padded rows; padding is masked.</summary>
    /// <exception cref="ArgumentException">There is no example, or one lacks a source or target.</exception>
    public static TokenBatch Collate(IReadOnlyList<EncodedExample> examples, int padId, Device device)
    {
        if (examples.Count == 0 || examples.Any(e => e.Source.Length == 0 || e.Target.Length == 0))
            throw new ArgumentException("a batch needs examples, and each needs a source and a target", nameof(examples));
        int[][] rows = [.. examples.Select(e => (int[])[.. e.Source, .. e.Target.Select(id => id == EncodedExample.Ignored ? padId : id)])];
        int[][] labels = [.. examples.Select(e => (int[])[.. Enumerable.Repeat(EncodedExample.Ignored, e.Source.Length), .. e.Target])];
        return new(
            PaddedRows.Of(rows, padId, device), PaddedRows.Mask(rows, device), PaddedRows.Of(labels, EncodedExample.Ignored, device),
            examples.Sum(e => e.Target.LongCount(id => id != EncodedExample.Ignored)));
    }
}
