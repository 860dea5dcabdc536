namespace Kif.Models.Tokenizers;

/// <summary>A stage that only splits the parts.</summary>
internal sealed class Cut(ISplitter splitter) : IPreTokenizer
{
    public void Apply(Words words) => words.Split(splitter);
}
