namespace Kif.Models;

/// <summary>
/// The continuation of texts with a key/value cache: tokens are appended to rows, any number to each, and may be taken back. Texts may begin with tokens that
/// all share, whose keys and values are computed once (<see cref="SharedPrefix"/>).
/// </summary>
internal sealed class TransformerDecoding : IDecoding
{
    /// <summary>The most tokens of prompts that are read in one pass: enough for matrix products at full speed, few enough to bound activations.</summary>
    private const int MostTokens = 1024;

    private readonly IBackbone backbone;
    private readonly Transformer decoder;
    private readonly ForwardPass pass;
    private readonly KeyValueCache[] caches;
    private List<int>[] texts;
    private int[] read, examples;
    private TokenRows? encoded;

    /// <summary>Prepares the decoding.</summary>
    /// <param name="backbone">Computes the logits.</param>
    /// <param name="decoder">Its decoder.</param>
    /// <param name="pass">The forward pass.</param>
    /// <param name="prompts">The tokens of each row, at least one of its own.</param>
    /// <param name="maxNewTokens">The most tokens that are appended to a row.</param>
    /// <param name="encoder">The encoder's output; null without an encoder.</param>
    /// <param name="prefix">The tokens that all prompts begin with; null for none.</param>
    public TransformerDecoding(IBackbone backbone, Transformer decoder, ForwardPass pass, IReadOnlyList<int[]> prompts, int maxNewTokens,
        EncoderOutput? encoder = null, SharedPrefix? prefix = null)
    {
        using var scope = torch.NewDisposeScope();
        (this.backbone, this.decoder, this.pass, encoded) = (backbone, decoder, pass, encoder?.Rows);
        texts = [.. prompts.Select(p => p.ToList())];
        (read, examples) = (new int[texts.Length], [.. Enumerable.Range(0, texts.Length)]);
        // The last token is never read.
        caches = decoder.Caches(pass, texts.Length, texts.Max(t => t.Count) + maxNewTokens - 1, encoder);
        if (prefix is null) return;
        Array.Fill(read, prefix.Length);
        for (int i = 0; i < caches.Length; i++) caches[i].Begin(prefix.Caches[i], prefix.Length);
    }

    /// <summary>The number of rows.</summary>
    public int Rows => texts.Length;

    /// <summary>The number of passes so far.</summary>
    public int Passes { get; private set; }

    /// <summary>Reads the prompts; returns the logits of each row's next token, [rows, vocabulary], in the caller's dispose scope.</summary>
    public Tensor Begin()
    {
        using var scope = torch.NewDisposeScope();
        var parts = new List<Tensor>();
        // Where rotations depend on the longest text of a batch, it is one batch.
        int most = decoder.Rotaries.Any(r => r.DependsOnLength) ? int.MaxValue : MostTokens;
        for (int first = 0, next; first < texts.Length; first = next)
        {
            int tokens = texts[first].Count - read[first];
            for (next = first + 1; next < texts.Length && (tokens += texts[next].Count - read[next]) <= most;) next++;
            parts.Add(Read(first, next, _ => 1));
        }
        return (parts.Count == 1 ? parts[0] : torch.cat([.. parts])).MoveToOuterDisposeScope();
    }

    /// <summary>Appends tokens to rows; returns the logits after each of them, [tokens, vocabulary], row by row, in the caller's dispose scope.</summary>
    /// <param name="more">The tokens of each row; none for a row that takes no part.</param>
    public Tensor Extend(IReadOnlyList<int[]> more)
    {
        int longest = texts.Max(t => t.Count);
        for (int row = 0; row < texts.Length; row++) texts[row].AddRange(more[row]);
        int now = texts.Max(t => t.Count);
        // Where all tokens are rotated differently in a longer text, they are read again.
        if (decoder.Rotaries.Any(r => r.SwitchesAfter is { } at && longest <= at && now > at)) Array.Clear(read);
        return Read(0, texts.Length, row => more[row].Length);
    }

    /// <summary>Takes back the last tokens of a row.</summary>
    public void TakeBack(int row, int count)
    {
        if (count == 0) return;
        texts[row].RemoveRange(texts[row].Count - count, count);
        read[row] = texts[row].Count;
    }

    /// <inheritdoc/>
    public Tensor Next(Tensor? last) => last is null ? Begin() : Extend([.. PackedTokens.Host(last).Select(id => new[] { (int)id })]);

    /// <summary>Keeps some rows, in this order; the others are over.</summary>
    public void Keep(IReadOnlyList<int> rows)
    {
        (texts, read, encoded) = ([.. rows.Select(row => texts[row])], [.. rows.Select(row => read[row])], encoded?.Rows(rows));
        examples = [.. rows.Select(row => examples[row])];
        using Tensor index = torch.tensor(rows.Select(row => (long)row).ToArray(), device: backbone.Device);
        foreach (KeyValueCache cache in caches) cache.Keep(index);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (KeyValueCache cache in caches) cache.Dispose();
    }

    /// <summary>Reads what some rows have not read yet; returns the logits after the last tokens of each, as many as are wanted of it.</summary>
    private Tensor Read(int first, int next, Func<int, int> wanted)
    {
        using var scope = torch.NewDisposeScope();
        Passes++;
        int[] counts = [.. Enumerable.Range(first, next - first).Select(row => wanted(row) == 0 ? 0 : texts[row].Count - read[row])];
        TokenRows rows = TokenRows.After(counts, read[first..next], examples[first..next], backbone.Device);
        long[] ids = [.. counts.SelectMany((count, i) => texts[first + i][^count..].Select(id => (long)id))];
        int[] last = [.. counts.SelectMany((count, i) => Enumerable.Range(rows.Starts[i] + count - wanted(first + i), wanted(first + i)))];
        Tensor tokens = torch.tensor(ids, device: backbone.Device);
        Tensor states = decoder.Forward(pass, tokens, rows, Encoder(first, next), caches: new(caches, first), wanted: last);
        for (int row = first; row < next; row++)
            if (counts[row - first] > 0) read[row] = texts[row].Count;
        return backbone.Head(pass, states).MoveToOuterDisposeScope();
    }

    /// <summary>Returns the encoder's rows; their keys and values are in the caches.</summary>
    private EncoderOutput? Encoder(int first, int next) =>
        encoded is null ? null : new(encoded.Rows([.. Enumerable.Range(first, next - first)]), torch.empty(0));
}
