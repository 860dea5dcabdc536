using System.Text;

namespace Kif.Tokenizers;

/// <summary>A template in the subset of Jinja that chat templates use. It sees only the values given to it: no files, no types, no clock of its own.</summary>
/// <param name="source">The template.</param>
/// <param name="clock">The time for <c>strftime_now</c>.</param>
internal sealed class JinjaTemplate(string source, TimeProvider clock)
{
    private const int MaxLength = 1 << 20;

    private readonly JinjaBlock _block = source.Length <= MaxLength
        ? JinjaStatementParser.Template(source)
        : throw new JinjaException($"the template has {source.Length} characters; at most {MaxLength} are read.");

    /// <summary>Renders the template.</summary>
    /// <exception cref="JinjaException">The template failed, uses an unsupported feature, or exceeds a limit.</exception>
    public string Render(IEnumerable<KeyValuePair<string, object?>> variables, out IReadOnlyList<Range> generated)
    {
        var output = new StringBuilder();
        var marks = new JinjaMarks(output);
        generated = marks.Ranges;
        var scope = new JinjaScope(new JinjaBudget(), marks);
        foreach (var (name, function) in JinjaGlobals.All(clock, scope.Budget))
        {
            scope[name] = function;
        }

        scope = scope.Inner();
        foreach (var (name, value) in variables)
        {
            scope[name] = value;
        }

        try
        {
            _block.Run(scope, output);
            return output.ToString();
        }
        catch (InvalidOperationException error) when (error.InnerException is JinjaException inner)
        {
            // A sort wraps what its comparison throws.
            throw new JinjaException(inner.Message);
        }
        catch (ArithmeticException error)
        {
            throw new JinjaException(error.Message);
        }
        catch (InsufficientExecutionStackException)
        {
            throw new JinjaException("a value is nested too deep.");
        }
    }
}

/// <summary>The variables known at a place of a template; an inner scope reads the outer ones but sets only its own.</summary>
internal sealed class JinjaScope
{
    private readonly Dictionary<string, object?> _names = new(StringComparer.Ordinal);
    private readonly JinjaScope? _outer;

    public JinjaScope(JinjaBudget budget, JinjaMarks marks) => (Budget, Marks) = (budget, marks);

    private JinjaScope(JinjaScope outer) => (_outer, Budget, Marks) = (outer, outer.Budget, outer.Marks);

    public JinjaBudget Budget { get; }

    public JinjaMarks Marks { get; }

    public object? this[string name]
    {
        get
        {
            for (var scope = this; scope is not null; scope = scope._outer)
            {
                if (scope._names.TryGetValue(name, out var value))
                {
                    return value;
                }
            }

            return new JinjaUndefined($"'{name}'");
        }

        set => _names[name] = value;
    }

    /// <summary>The scope of the template's own variables, in which its statements outside loops and macros run.</summary>
    public JinjaScope Top => _outer?._outer is null ? this : _outer.Top;

    public JinjaScope Inner() => new(this);
}

/// <summary>The parts of a template's text that its generation statements write.</summary>
/// <param name="output">The text; what is captured elsewhere first, in a macro or a variable, has no place in it yet and is not marked.</param>
internal sealed class JinjaMarks(StringBuilder output)
{
    private readonly List<Range> _ranges = [];

    /// <summary>The parts in order.</summary>
    public IReadOnlyList<Range> Ranges => _ranges;

    /// <summary>Notes a part that was written.</summary>
    public void Add(StringBuilder written, int start)
    {
        if (ReferenceEquals(written, output) && written.Length > start)
        {
            _ranges.Add(start..written.Length);
        }
    }
}

/// <summary>The limits of a template while it is rendered, so that none hangs or exhausts memory.</summary>
internal sealed class JinjaBudget
{
    /// <summary>The maximum number of loop steps, list items and calls together.</summary>
    public const int MaxSteps = 2_000_000;

    /// <summary>The maximum number of characters of all strings made on the way.</summary>
    public const int MaxCharacters = 1 << 26;

    /// <summary>The maximum depth of nested macro calls.</summary>
    public const int MaxDepth = 64;

    private int _steps = MaxSteps;
    private long _characters = MaxCharacters;
    private int _depth;

    public void Spend(int steps)
    {
        if ((_steps -= Math.Max(steps, 0)) < 0)
        {
            throw new JinjaException($"the template takes more than {MaxSteps} steps.");
        }
    }

    /// <summary>Counts the characters of a new string, and returns it.</summary>
    public string Charged(string text)
    {
        Charge(text.Length);
        return text;
    }

    /// <summary>Counts characters before they are allocated.</summary>
    public void Charge(long characters)
    {
        if ((_characters -= characters) < 0)
        {
            throw new JinjaException($"the template makes more than {MaxCharacters} characters of text.");
        }
    }

    /// <summary>Runs a macro, one level deeper.</summary>
    public T Nested<T>(Func<T> run)
    {
        if (++_depth > MaxDepth)
        {
            throw new JinjaException($"macros call each other more than {MaxDepth} deep.");
        }

        var result = run();
        _depth--;
        return result;
    }
}

/// <summary>The error of a template that is damaged, uses an unsupported feature, or failed while it was rendered.</summary>
internal sealed class JinjaException(string message) : Exception(message);

/// <summary>The error for an unknown name.</summary>
internal static class JinjaNames
{
    public static JinjaException Unknown(int line, string kind, string name, IEnumerable<string> known) =>
        new($"line {line}: {UnknownName.Message(kind, name, known.Order(StringComparer.Ordinal))}; others are not supported.");
}
