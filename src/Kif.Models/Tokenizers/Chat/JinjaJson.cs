using System.Globalization;
using System.Text;

namespace Kif.Tokenizers;

/// <summary>The filter <c>tojson</c> as transformers defines it: Python's <c>json.dumps</c>, which escapes neither HTML nor, by default, Unicode.</summary>
internal sealed class JinjaJson
{
    private readonly StringBuilder _text = new();
    private readonly bool _ascii;
    private readonly bool _sorted;
    private readonly string? _indent;
    private readonly string _between;
    private readonly string _colon;

    private JinjaJson(JinjaArguments arguments)
    {
        _ascii = JinjaValue.Truth(arguments.Get(0, "ensure_ascii", false));
        _indent = arguments.Get(1, "indent", null) switch
        {
            null => null,
            string given => given,
            _ => new string(' ', Math.Clamp(arguments.Integer(1, "indent", 0), 0, 1024)),
        };
        var separators = arguments.Get(2, "separators", null) as JinjaList;
        (_between, _colon) = separators is [string between, string colon] ? (between, colon) : (_indent is null ? ", " : ",", ": ");
        _sorted = JinjaValue.Truth(arguments.Get(3, "sort_keys", false));
    }

    public static string Write(object? value, JinjaArguments arguments, JinjaBudget budget)
    {
        var writer = new JinjaJson(arguments);
        writer.Value(value, 0);
        return budget.Charged(writer._text.ToString());
    }

    private void Value(object? value, int depth)
    {
        switch (PythonRepr.CheckStack(value))
        {
            case null: _text.Append("null"); break;
            case bool flag: _text.Append(flag ? "true" : "false"); break;
            case long whole: _text.Append(whole.ToString(CultureInfo.InvariantCulture)); break;
            case double.NaN: _text.Append("NaN"); break;
            case double real when double.IsInfinity(real): _text.Append(real > 0 ? "Infinity" : "-Infinity"); break;
            case double real: _text.Append(PythonRepr.Float(real)); break;
            case string text: Quoted(text); break;
            case JinjaMarkup markup: Quoted(markup.Text); break;
            case JinjaList { Kind: JinjaListKind.List or JinjaListKind.Tuple } list: Items('[', ']', list, depth, item => Value(item, depth + 1)); break;
            case JinjaMap { Call: null } map:
                var entries = _sorted ? map.OrderBy(entry => entry.Key, Comparer<object>.Create(JinjaValue.Order)) : map.AsEnumerable();
                Items('{', '}', [.. entries], depth, entry =>
                {
                    Quoted(Key(entry.Key));
                    _text.Append(_colon);
                    Value(entry.Value, depth + 1);
                });
                break;
            default: throw new JinjaException($"tojson: {JinjaValue.Kind(value)} cannot be written as JSON.");
        }
    }

    private static string Key(object key) => key switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        long or double => PythonRepr.Repr(key),
        _ => throw new JinjaException($"tojson: {JinjaValue.Kind(key)} cannot be a key in JSON."),
    };

    private void Items<T>(char open, char close, IReadOnlyList<T> items, int depth, Action<T> write)
    {
        _text.Append(open);
        for (var at = 0; at < items.Count; at++)
        {
            _text.Append(at > 0 ? _between : "");
            Line(depth + 1);
            write(items[at]);
        }

        if (items.Count > 0)
        {
            Line(depth);
        }

        _text.Append(close);
    }

    private void Line(int depth)
    {
        if (_indent is not null)
        {
            _text.Append('\n').Insert(_text.Length, _indent, depth);
        }
    }

    private void Quoted(string text)
    {
        _text.Append('"');
        foreach (var unit in text)
        {
            _text.Append(unit switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\b' => "\\b",
                '\f' => "\\f",
                < ' ' => $"\\u{(int)unit:x4}",
                >= '\x7F' when _ascii && unit != '\x7F' => $"\\u{(int)unit:x4}",
                _ => unit.ToString(),
            });
        }

        _text.Append('"');
    }
}
