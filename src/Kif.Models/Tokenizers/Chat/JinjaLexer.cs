namespace Kif.Tokenizers;

/// <summary>Splits a template into tokens, with the whitespace settings of transformers: trim_blocks and lstrip_blocks.</summary>
internal sealed class JinjaLexer
{
    private readonly string _source;
    private readonly List<JinjaToken> _tokens = [];
    private int _at;
    private int _line = 1;
    private bool _lineStarting = true;

    private JinjaLexer(string source)
    {
        source = source.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        _source = source.EndsWith('\n') ? source[..^1] : source;
    }

    /// <summary>Returns the tokens, the last of kind <see cref="JinjaTokenKind.End"/>.</summary>
    /// <exception cref="JinjaException">A tag or a string is not closed, or a character has no meaning.</exception>
    public static List<JinjaToken> Read(string source)
    {
        var lexer = new JinjaLexer(source);
        while (lexer._at < lexer._source.Length)
        {
            lexer.DataAndTag();
        }

        lexer._tokens.Add(new(JinjaTokenKind.End, "", lexer._line));
        return lexer._tokens;
    }

    private void DataAndTag()
    {
        var tag = _at;
        while ((tag = _source.IndexOf('{', tag)) >= 0 && (tag + 1 == _source.Length || _source[tag + 1] is not ('{' or '%' or '#')))
        {
            tag++;
        }

        if (tag < 0)
        {
            Data(_source[_at..], _source.Length);
            return;
        }

        var kind = _source[tag + 1];
        var sign = tag + 2 < _source.Length && _source[tag + 2] is '-' or '+' ? _source[tag + 2] : ' ';
        var data = _source[_at..tag];
        Data(sign == '-' ? data.TrimEnd() : sign != '+' && kind != '{' ? WithoutIndent(data) : data, tag + (sign == ' ' ? 2 : 3));
        switch (kind)
        {
            case '#':
                Comment();
                break;
            case '{':
                Expression(JinjaTokenKind.PrintBegin, JinjaTokenKind.PrintEnd, "}}");
                break;
            default:
                Block();
                break;
        }
    }

    /// <summary>Removes spaces between the last line break and a tag if nothing else is there.</summary>
    private string WithoutIndent(string data)
    {
        var line = data.LastIndexOf('\n') + 1;
        return (line > 0 || _lineStarting) && string.IsNullOrWhiteSpace(data[line..]) ? data[..line] : data;
    }

    private void Data(string data, int next)
    {
        if (data.Length > 0)
        {
            _tokens.Add(new(JinjaTokenKind.Data, data, _line));
        }

        Move(next);
    }

    private void Comment()
    {
        var end = _source.IndexOf("#}", _at, StringComparison.Ordinal);
        Move(end >= 0 ? end : throw new JinjaException($"line {_line}: a comment is not closed."));
        Close(_source[_at - 1], 2);
    }

    private void Block()
    {
        var name = JinjaScanner.NameAt(_source, JinjaScanner.SkipBlanks(_source, _at));
        if (name == "raw")
        {
            Raw();
            return;
        }

        Expression(JinjaTokenKind.BlockBegin, JinjaTokenKind.BlockEnd, "%}");
    }

    private void Raw()
    {
        var begin = _source.IndexOf("%}", _at, StringComparison.Ordinal);
        var end = begin < 0 ? null : JinjaScanner.EndRaw(_source, begin + 2);
        var (from, to, next) = end ?? throw new JinjaException($"line {_line}: raw is not closed.");
        var data = _source[from..to];
        Data(_source[begin - 1] == '-' ? data.TrimStart() : data, next);
        Close(_source[_at - 3], 0);
    }

    private void Expression(JinjaTokenKind begin, JinjaTokenKind end, string close)
    {
        _tokens.Add(new(begin, "", _line));
        for (var depth = 0; ;)
        {
            Move(JinjaScanner.SkipBlanks(_source, _at));
            var sign = _at < _source.Length && _source[_at] is '-' or '+' && string.CompareOrdinal(_source, _at + 1, close, 0, 2) == 0 ? 1 : 0;
            if (depth == 0 && string.CompareOrdinal(_source, _at + sign, close, 0, 2) == 0 && (sign == 0 || _source[_at] == '-' || close == "%}"))
            {
                _tokens.Add(new(end, "", _line));
                var signed = sign > 0 ? _source[_at] : ' ';
                Move(_at + sign);
                Close(close == "}}" && signed == ' ' ? '+' : signed, 2);
                return;
            }

            var token = JinjaScanner.Next(_source, _at, _line, out var next);
            depth += token.Is("(", "[", "{") ? 1 : token.Is(")", "]", "}") ? -1 : 0;
            _tokens.Add(depth >= 0 ? token : throw new JinjaException($"line {_line}: unexpected {token.Text}"));
            Move(next);
        }
    }

    /// <summary>Moves past the end of a tag: with a minus past all whitespace, without a plus past one line break.</summary>
    private void Close(char sign, int length)
    {
        var next = _at + length;
        if (sign == '-')
        {
            next = JinjaScanner.SkipBlanks(_source, next);
        }
        else if (sign != '+' && next < _source.Length && _source[next] == '\n')
        {
            next++;
        }

        Move(next);
    }

    private void Move(int next)
    {
        _line += _source.AsSpan(_at, next - _at).Count('\n');
        _lineStarting = next > 0 && next <= _source.Length && next > _at ? _source[next - 1] == '\n' : _lineStarting;
        _at = next;
    }
}

/// <summary>A token of a template.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Text">Its text; for a string literal, its value.</param>
/// <param name="Line">Its line, from 1.</param>
internal readonly record struct JinjaToken(JinjaTokenKind Kind, string Text, int Line)
{
    /// <summary>Whether this is an operator with one of the spellings.</summary>
    public bool Is(params ReadOnlySpan<string> operators) => Kind == JinjaTokenKind.Operator && operators.Contains(Text);

    /// <summary>Whether this is one of the names.</summary>
    public bool Names(params ReadOnlySpan<string> names) => Kind == JinjaTokenKind.Name && names.Contains(Text);
}

/// <summary>The kinds of <see cref="JinjaToken"/>.</summary>
internal enum JinjaTokenKind
{
    Data,
    BlockBegin,
    BlockEnd,
    PrintBegin,
    PrintEnd,
    Name,
    String,
    Integer,
    Float,
    Operator,
    End,
}
