namespace Kif.Models.Tokenizers;

/// <summary>Encodes the rows of a batch and truncates them.</summary>
internal sealed class BatchRow
{
    private readonly ITokenizer _tokenizer;
    private readonly BatchOptions _options;
    private readonly bool _keepsEnd;
    private readonly int _most;

    public BatchRow(ITokenizer tokenizer, BatchOptions options)
    {
        (_tokenizer, _options) = (tokenizer, options);
        _keepsEnd = (options.TruncationSide ?? tokenizer.Defaults.TruncationSide) == TokenSide.Left;
        _most = options.Truncation == TruncationStrategy.None ? int.MaxValue : options.MaxLength ?? tokenizer.Defaults.MaxLength ?? int.MaxValue;
        if (options is { Padding: not PaddingLength.None, PadToMultipleOf: > 0 and var multiple } && _most < int.MaxValue && _most % multiple != 0)
        {
            throw new ArgumentException($"MaxLength is {_most}, no multiple of PadToMultipleOf, {multiple}: cut rows would be padded beyond it.");
        }
    }

    public TokenizedText Encode(string first, string? second)
    {
        var ids = _tokenizer.Encode(first, addSpecialTokens: false);
        var others = second is null ? null : _tokenizer.Encode(second, addSpecialTokens: false);
        if (_most < int.MaxValue)
        {
            var added = _options.AddSpecialTokens ? _tokenizer.Assemble([], others is null ? null : []).Ids.Length : 0;
            var room = _most >= added
                ? _most - added
                : throw new ArgumentException($"MaxLength is {_most}, but the special tokens alone are {added}; at least {added} is needed.");
            var kept = PairTruncation.Kept(ids.Length, others?.Length, room, _options.Truncation);
            (ids, others) = (Cut(ids, kept.First), others is null ? null : Cut(others, kept.Second!.Value));
        }

        return _tokenizer.Assemble(ids, others, _options.AddSpecialTokens);
    }

    private int[] Cut(int[] ids, int length) => length == ids.Length ? ids : _keepsEnd ? ids[^length..] : ids[..length];
}
