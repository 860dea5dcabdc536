namespace Kif.Models;

/// <summary>
/// The continuation of a batch: the likeliest token at every step, or one that is drawn. Drafts are checked in one pass, token by token: what is kept is what
/// steps of one token would have chosen. Rows that are over leave the batch.
/// </summary>
/// <param name="decoding">The batch to continue.</param>
/// <param name="ends">Ids that end a row.</param>
/// <param name="most">The most new tokens per row, at least 1.</param>
internal sealed class AnswerLoop(TransformerDecoding decoding, IReadOnlyList<int> ends, int most)
{
    private readonly List<int>[] answers = [.. Enumerable.Range(0, decoding.Rows).Select(_ => new List<int>())];
    private readonly bool[] over = new bool[decoding.Rows];

    /// <summary>Draws the tokens; null for the likeliest.</summary>
    public TokenSampler? Sampler { get; init; }

    /// <summary>Drafts of answers; null for none.</summary>
    public AnswerDrafts? Drafts { get; init; }

    /// <summary>Told each row's token as soon as it is chosen; false ends the row. Null for nobody.</summary>
    public Func<int, int, bool>? Produced { get; init; }

    /// <summary>Continues every row up to and including one of the end ids, or up to the limit.</summary>
    /// <param name="cancellation">Stops before the next pass.</param>
    public IReadOnlyList<int[]> Run(CancellationToken cancellation)
    {
        int[] rows = [.. Enumerable.Range(0, answers.Length)];
        cancellation.ThrowIfCancellationRequested();
        using (var scope = torch.NewDisposeScope())
        {
            long[] first = Choose(decoding.Begin(), rows);
            foreach (int row in rows) Accept(row, (int)first[row]);
        }
        while (!Array.TrueForAll(over, o => o))
        {
            cancellation.ThrowIfCancellationRequested();
            int[] alive = [.. Enumerable.Range(0, rows.Length).Where(i => !over[rows[i]])];
            if (alive.Length * 2 <= rows.Length)
            {
                decoding.Keep(alive);
                rows = Array.ConvertAll(alive, i => rows[i]);
            }
            Step(rows);
        }
        return [.. answers.Select(a => a.ToArray())];
    }

    /// <summary>Continues rows, some of which may be over, by their next tokens and as much of their drafts as is right.</summary>
    private void Step(int[] rows)
    {
        using var scope = torch.NewDisposeScope();
        int[][] drafts = [.. rows.Select(row => over[row] || Sampler is not null ? [] : Drafts?.Continue(answers[row], most - answers[row].Count) ?? [])];
        int[][] more = [.. rows.Select((row, i) => over[row] ? [] : drafts[i].Length < 2 ? [answers[row][^1]] : (int[])[answers[row][^1], .. drafts[i][..^1]])];
        long[] chosen = Choose(decoding.Extend(more), [.. rows.Where(row => !over[row])]);
        for (int i = 0, at = 0; i < rows.Length; at += more[i++].Length)
        {
            int right = 0;
            while (right < more[i].Length)
            {
                int id = (int)chosen[at + right++];
                if (!Accept(rows[i], id) || right < more[i].Length && id != more[i][right]) break;
            }
            decoding.TakeBack(i, more[i].Length - right);
        }
    }

    private long[] Choose(Tensor logits, int[] rows) => Sampler?.Choose(logits, rows) ?? PackedTokens.Host(logits.argmax(-1));

    /// <summary>Adds a token to a row; returns whether the row goes on.</summary>
    private bool Accept(int row, int id)
    {
        answers[row].Add(id);
        over[row] = ends.Contains(id) || answers[row].Count >= most;
        if (Produced?.Invoke(row, id) == false) over[row] = true;
        return !over[row];
    }
}
