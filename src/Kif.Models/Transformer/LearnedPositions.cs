namespace Kif.Models;

/// <summary>Learned position embeddings. Positions count tokens, not padding, so that padding on either side changes nothing.</summary>
internal sealed class LearnedPositions
{
    private readonly int table, most;
    private readonly string setting;

    /// <summary>Declares the table.</summary>
    /// <param name="layout">Receives the declaration.</param>
    /// <param name="path">The module's path.</param>
    /// <param name="most">The number of positions.</param>
    /// <param name="width">The width of the hidden state.</param>
    /// <param name="setting">The configuration's name for the number of positions, for messages.</param>
    public LearnedPositions(BackboneLayout layout, string path, int most, long width, string setting)
    {
        (this.most, this.setting) = (most, setting);
        table = layout.Weight(path, [most, width]);
    }

    /// <summary>Looks up the embeddings of positions: int64 [tokens] to [tokens, width].</summary>
    public Tensor Forward(ForwardPass pass, Tensor positions) => pass.Weight(table).index_select(0, positions);

    /// <summary>Rejects a text and an answer that together have more tokens than there are positions.</summary>
    /// <exception cref="ArgumentException">They do.</exception>
    public void Check(long tokens, long answer)
    {
        // The last token of an answer is never read.
        if (tokens + Math.Max(0, answer - 1) <= most) return;
        string text = answer > 0 ? $"a prompt of {tokens} tokens with up to {answer} new ones does" : $"a text of {tokens} tokens does";
        throw new ArgumentException(
            $"{text} not fit the {most} positions that the model has ({setting}); shorten the prompt" + (answer > 0 ? " or the answer" : ""));
    }
}
