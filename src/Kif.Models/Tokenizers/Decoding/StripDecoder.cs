namespace Kif.Models.Tokenizers;

/// <summary>Removes up to a given number of a character at the ends of every token.</summary>
internal sealed class StripDecoder(char content, int start, int stop) : ITokenDecoder
{
    public void Decode(List<string> tokens)
    {
        for (var at = 0; at < tokens.Count; at++)
        {
            var (from, to) = (0, tokens[at].Length);
            while (from < start && from < to && tokens[at][from] == content)
            {
                from++;
            }

            while (tokens[at].Length - to < stop && to > from && tokens[at][to - 1] == content)
            {
                to--;
            }

            tokens[at] = tokens[at][from..to];
        }
    }
}
