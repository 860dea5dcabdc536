namespace Kif.Models.Tokenizers;

/// <summary>Cuts a stretch of text into finer ones, as a pre-tokenizer does.</summary>
internal interface ISplitter
{
    /// <summary>Appends the parts of text[start..end], in order, none of them empty; nothing outside that stretch is looked at.</summary>
    void Split(string text, int start, int end, List<TextSegment> into);
}
