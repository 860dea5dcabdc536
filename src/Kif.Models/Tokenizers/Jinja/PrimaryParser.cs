using System.Globalization;

namespace Kif.Models.Tokenizers.Jinja;

/// <summary>Parses names, literals, lists, dictionaries and expressions in parentheses.</summary>
internal sealed class PrimaryParser(JinjaTokens tokens, ExpressionParser expressions)
{
    public JinjaExpression Primary()
    {
        var token = tokens.Current;
        switch (token.Kind)
        {
            case JinjaTokenKind.Name:
                tokens.Take();
                return Name(token);
            case JinjaTokenKind.String:
                return Text();
            case JinjaTokenKind.Integer:
                tokens.Take();
                var whole = long.TryParse(token.Text, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : throw new JinjaException($"line {token.Line}: {token.Text} is too large.");
                return _ => whole;
            case JinjaTokenKind.Float:
                tokens.Take();
                var real = double.Parse(token.Text, CultureInfo.InvariantCulture);
                return _ => real;
        }

        if (tokens.TakeIf("("))
        {
            if (tokens.TakeIf(")"))
            {
                return _ => new JinjaList([], isTuple: true);
            }

            var inner = expressions.Tuple();
            tokens.Expect(")");
            return inner;
        }

        return tokens.TakeIf("[") ? List() : tokens.TakeIf("{") ? Map() : throw tokens.Unexpected("an expression");
    }

    private static JinjaExpression Name(JinjaToken token) => token.Text switch
    {
        "true" or "True" => _ => true,
        "false" or "False" => _ => false,
        "none" or "None" => _ => null,
        _ => scope => scope[token.Text],
    };

    /// <summary>Parses adjacent string literals as one.</summary>
    private JinjaExpression Text()
    {
        var text = tokens.Take().Text;
        while (tokens.Current.Kind == JinjaTokenKind.String)
        {
            text += tokens.Take().Text;
        }

        return _ => text;
    }

    private JinjaExpression List()
    {
        var items = new List<JinjaExpression>();
        while (!tokens.TakeIf("]"))
        {
            items.Add(expressions.Expression());
            if (!tokens.Current.Is("]"))
            {
                tokens.Expect(",");
            }
        }

        return scope => new JinjaList(items.Select(item => item(scope)));
    }

    private JinjaExpression Map()
    {
        var entries = new List<(JinjaExpression Key, JinjaExpression Value)>();
        while (!tokens.TakeIf("}"))
        {
            var key = expressions.Expression();
            tokens.Expect(":");
            entries.Add((key, expressions.Expression()));
            if (!tokens.Current.Is("}"))
            {
                tokens.Expect(",");
            }
        }

        return scope =>
        {
            var map = new JinjaMap();
            foreach (var (key, value) in entries)
            {
                map[key(scope) as string ?? throw new JinjaException("only strings are supported as keys of a dictionary.")] = value(scope);
            }

            return map;
        };
    }
}
