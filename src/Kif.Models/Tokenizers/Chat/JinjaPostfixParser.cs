namespace Kif.Tokenizers;

/// <summary>Parses the operators after a value: attributes, items, slices, calls, filters and tests.</summary>
internal sealed class JinjaPostfixParser(JinjaTokens tokens, JinjaExpressionParser expressions)
{
    public JinjaExpression Postfix(JinjaExpression value)
    {
        while (true)
        {
            var owner = value;
            if (tokens.TakeIf("."))
            {
                var name = tokens.Current.Kind is JinjaTokenKind.Name or JinjaTokenKind.Integer ? tokens.Take() : throw tokens.Unexpected("a name");
                var index = name.Kind == JinjaTokenKind.Integer ? long.Parse(name.Text, System.Globalization.CultureInfo.InvariantCulture) : 0;
                value = name.Kind == JinjaTokenKind.Integer
                    ? scope => JinjaFields.Item(owner(scope), index, scope.Budget)
                    : scope => JinjaFields.Attribute(owner(scope), name.Text, scope.Budget);
            }
            else if (tokens.TakeIf("["))
            {
                value = Subscript(owner);
            }
            else if (tokens.Current.Is("("))
            {
                value = Call(owner);
            }
            else
            {
                return value;
            }
        }
    }

    public JinjaExpression Filters(JinjaExpression value)
    {
        while (true)
        {
            var input = value;
            if (tokens.Current.Is("|"))
            {
                value = Filter(input);
            }
            else if (tokens.TakeIfNamed("is"))
            {
                value = Test(input);
            }
            else if (tokens.Current.Is("("))
            {
                value = Call(input);
            }
            else
            {
                return value;
            }
        }
    }

    /// <summary>Parses one filter, from its bar on.</summary>
    public JinjaExpression Filter(JinjaExpression input)
    {
        tokens.Expect("|");
        return NamedFilter(input);
    }

    /// <summary>Parses one filter, from its name on.</summary>
    public JinjaExpression NamedFilter(JinjaExpression input)
    {
        var (line, name) = Dotted();
        var filter = JinjaFilters.Named(name) ?? throw JinjaNames.Unknown(line, "filter", name, JinjaFilters.Names);
        var arguments = Arguments(name);
        return scope =>
        {
            scope.Budget.Spend(1);
            return filter(input(scope), arguments(scope), scope.Budget);
        };
    }

    private JinjaExpression Test(JinjaExpression input)
    {
        var negated = tokens.TakeIfNamed("not");
        var (line, name) = Dotted();
        var test = JinjaTests.Named(name) ?? throw JinjaNames.Unknown(line, "test", name, JinjaTests.Names);
        var arguments = tokens.Current.Is("(") ? Arguments(name) : Argument(name);
        return scope => test(input(scope), arguments(scope)) != negated;
    }

    /// <summary>Parses the one argument that a test may have without parentheses.</summary>
    private Func<JinjaScope, JinjaArguments> Argument(string name)
    {
        var token = tokens.Current;
        var begins = token.Kind is JinjaTokenKind.Name or JinjaTokenKind.String or JinjaTokenKind.Integer or JinjaTokenKind.Float || token.Is("[", "{");
        if (!begins || token.Names("else", "or", "and"))
        {
            return _ => new JinjaArguments(name, [], new Dictionary<string, object?>());
        }

        if (token.Names("is"))
        {
            throw new JinjaException($"line {token.Line}: tests cannot be chained with is.");
        }

        // Jinja takes any name that follows as an argument, except the three above.
        var value = Postfix(new JinjaPrimaryParser(tokens, expressions).Primary());
        return scope => new JinjaArguments(name, [value(scope)], new Dictionary<string, object?>());
    }

    private (int Line, string Name) Dotted()
    {
        var token = tokens.Expect(JinjaTokenKind.Name);
        var name = token.Text;
        while (tokens.TakeIf("."))
        {
            name += "." + tokens.Expect(JinjaTokenKind.Name).Text;
        }

        return (token.Line, name);
    }

    private JinjaExpression Call(JinjaExpression callee)
    {
        int line = tokens.Current.Line;
        var site = new JinjaCallSite();
        Func<JinjaScope, JinjaArguments> arguments = Arguments("the call", site);
        tokens.LastCall = site;
        return scope =>
        {
            scope.Budget.Spend(1);
            object? called = callee(scope);
            return (called as JinjaFunction ?? (called as JinjaMap)?.Call) is { } function ? function(arguments(scope))
                : throw new JinjaException($"line {line}: {JinjaValue.Kind(called)} cannot be called.");
        };
    }

    private JinjaExpression Subscript(JinjaExpression owner)
    {
        var start = tokens.Current.Is(":") ? null : expressions.Expression();
        if (!tokens.TakeIf(":"))
        {
            tokens.Expect("]");
            return scope => JinjaFields.Item(owner(scope), start!(scope), scope.Budget);
        }

        var stop = tokens.Current.Is(":", "]") ? null : expressions.Expression();
        var step = tokens.TakeIf(":") && !tokens.Current.Is("]") ? expressions.Expression() : null;
        tokens.Expect("]");
        return scope => JinjaSlice.Of(owner(scope), start?.Invoke(scope), stop?.Invoke(scope), step?.Invoke(scope), scope.Budget);
    }

    private Func<JinjaScope, JinjaArguments> Arguments(string name, JinjaCallSite? site = null)
    {
        // An empty name stands for one positional argument, a star for a list of them, two for a dictionary of named ones.
        var given = new List<(string Name, JinjaExpression Value)>();
        if (tokens.TakeIf("("))
        {
            while (!tokens.TakeIf(")"))
            {
                string key = tokens.Current.Is("*", "**") ? tokens.Take().Text
                    : tokens.Current.Kind == JinjaTokenKind.Name && tokens.Following.Is("=") ? tokens.Take().Text : "";
                if (key.Length > 0 && key[0] != '*') tokens.Take();
                given.Add((key, expressions.Expression()));
                if (!tokens.Current.Is(")")) tokens.Expect(",");
            }
        }
        return scope =>
        {
            var (positional, named) = (new List<object?>(), new Dictionary<string, object?>(StringComparer.Ordinal));
            foreach ((string key, JinjaExpression expression) in given)
            {
                object? value = expression(scope);
                if (key.Length == 0) positional.Add(value);
                else if (key == "*") positional.AddRange(JinjaValue.Items(value));
                else if (key != "**") named[key] = value;
                else if (value is JinjaMap map) foreach ((object name, object? item) in map) named[PythonRepr.Str(name)] = item;
                else throw new JinjaException($"{JinjaValue.Kind(value)} after ** is no dictionary.");
            }
            if (site?.PassesCaller is true) named["caller"] = scope[JinjaCallSite.Caller];
            return new JinjaArguments(name, positional, named);
        };
    }
}
