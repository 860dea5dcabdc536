using System.Globalization;

namespace Kif.Tokenizers;

/// <summary>Parses expressions, in the precedence of Jinja: if, or, and, not, comparisons, + -, ~, * / // %, **, signs, filters and tests.</summary>
internal sealed class JinjaExpressionParser(JinjaTokens tokens)
{
    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];

    /// <summary>Parses a whole expression.</summary>
    /// <param name="conditional">Whether <c>a if b else c</c> is allowed (it is not after <c>in</c> of a loop).</param>
    public JinjaExpression Expression(bool conditional = true) => tokens.Nested(() => conditional ? Conditional() : Or());

    /// <summary>Parses an expression, or several separated by commas as a tuple.</summary>
    public JinjaExpression Tuple(bool conditional = true)
    {
        var first = Expression(conditional);
        if (!tokens.Current.Is(","))
        {
            return first;
        }

        var items = new List<JinjaExpression> { first };
        while (tokens.TakeIf(",") && !AtEnd())
        {
            items.Add(Expression(conditional));
        }

        return scope => new JinjaList(items.Select(item => item(scope)), JinjaListKind.Tuple);
    }

    private bool AtEnd() => tokens.Current.Kind is JinjaTokenKind.BlockEnd or JinjaTokenKind.PrintEnd || tokens.Current.Is(")", "=");

    private JinjaExpression Conditional()
    {
        var value = Or();
        while (tokens.TakeIfNamed("if"))
        {
            var (then, test) = (value, Or());
            JinjaExpression otherwise = tokens.TakeIfNamed("else") ? tokens.Nested(Conditional) : _ => new JinjaUndefined("the missing else");
            value = scope => JinjaValue.Truth(test(scope)) ? then(scope) : otherwise(scope);
        }

        return value;
    }

    private JinjaExpression Or()
    {
        var left = And();
        while (tokens.TakeIfNamed("or"))
        {
            var (first, second) = (left, And());
            left = scope => first(scope) is var value && JinjaValue.Truth(value) ? value : second(scope);
        }

        return left;
    }

    private JinjaExpression And()
    {
        var left = Not();
        while (tokens.TakeIfNamed("and"))
        {
            var (first, second) = (left, Not());
            left = scope => first(scope) is var value && JinjaValue.Truth(value) ? second(scope) : value;
        }

        return left;
    }

    private JinjaExpression Not()
    {
        if (!tokens.TakeIfNamed("not"))
        {
            return CompareOperators();
        }

        var value = tokens.Nested(Not);
        return scope => !JinjaValue.Truth(value(scope));
    }

    private JinjaExpression CompareOperators()
    {
        var first = Sum();
        var rest = new List<(string Sign, JinjaExpression Value)>();
        while (true)
        {
            if (tokens.Current.Is(Comparisons))
            {
                rest.Add((tokens.Take().Text, Sum()));
            }
            else if (tokens.TakeIfNamed("in"))
            {
                rest.Add(("in", Sum()));
            }
            else if (tokens.Current.Names("not") && tokens.Following.Names("in"))
            {
                tokens.Take();
                tokens.Take();
                rest.Add(("not in", Sum()));
            }
            else
            {
                return rest.Count == 0 ? first : scope => Holds(scope, first(scope), rest);
            }
        }
    }

    private static bool Holds(JinjaScope scope, object? left, List<(string Sign, JinjaExpression Value)> rest)
    {
        foreach (var (sign, value) in rest)
        {
            var right = value(scope);
            var holds = sign switch
            {
                "==" => JinjaValue.Same(left, right),
                "!=" => !JinjaValue.Same(left, right),
                "in" => JinjaValue.Contains(right, left),
                "not in" => !JinjaValue.Contains(right, left),
                "<" => JinjaValue.Order(left, right) < 0,
                "<=" => JinjaValue.Order(left, right) <= 0,
                ">" => JinjaValue.Order(left, right) > 0,
                _ => JinjaValue.Order(left, right) >= 0,
            };
            if (!holds)
            {
                return false;
            }

            left = right;
        }

        return true;
    }

    private JinjaExpression Sum() => Binary(Concatenation, "+", "-");

    private JinjaExpression Concatenation()
    {
        var first = Product();
        if (!tokens.Current.Is("~"))
        {
            return first;
        }

        var parts = new List<JinjaExpression> { first };
        while (tokens.TakeIf("~"))
        {
            parts.Add(Product());
        }

        return scope => scope.Budget.Charged(string.Concat(parts.Select(part => PythonRepr.Str(part(scope)))));
    }

    private JinjaExpression Product() => Binary(() => Binary(() => Unary(filters: true), "**"), "*", "/", "//", "%");

    private JinjaExpression Binary(Func<JinjaExpression> operand, params string[] signs)
    {
        var left = operand();
        while (tokens.Current.Is(signs))
        {
            var (sign, first, second) = (tokens.Take().Text, left, operand());
            left = scope => JinjaArithmetic.Apply(sign, first(scope), second(scope), scope.Budget);
        }

        return left;
    }

    private JinjaExpression Unary(bool filters)
    {
        JinjaExpression value;
        if (tokens.Current.Is("-", "+"))
        {
            var negative = tokens.Take().Text == "-";
            var operand = tokens.Nested(() => Unary(filters: false));
            value = scope => negative ? JinjaArithmetic.Negative(operand(scope)) : operand(scope);
        }
        else
        {
            value = new JinjaPrimaryParser(tokens, this).Primary();
        }

        value = new JinjaPostfixParser(tokens, this).Postfix(value);
        return filters ? new JinjaPostfixParser(tokens, this).Filters(value) : value;
    }
}

/// <summary>Parses names, literals, lists, dictionaries and expressions in parentheses.</summary>
internal sealed class JinjaPrimaryParser(JinjaTokens tokens, JinjaExpressionParser expressions)
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
                return _ => new JinjaList([], JinjaListKind.Tuple);
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
                map[JinjaMap.Key(key(scope))] = value(scope);
            }

            return map;
        };
    }
}
