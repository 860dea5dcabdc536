using System.Text;

namespace Kif.Models.Tokenizers.Jinja;

/// <summary>A template in the subset of Jinja that chat templates use. It sees only the values given to it: no files, no types, no clock of its own.</summary>
/// <param name="source">The template.</param>
/// <param name="clock">The time for <c>strftime_now</c>.</param>
internal sealed class JinjaTemplate(string source, TimeProvider clock)
{
    private const int MaxLength = 1 << 20;

    private readonly JinjaBlock _block = source.Length <= MaxLength
        ? StatementParser.Template(source)
        : throw new JinjaException($"the template has {source.Length} characters; at most {MaxLength} are read.");

    /// <summary>Renders the template.</summary>
    /// <exception cref="JinjaException">The template failed, uses an unsupported feature, or exceeds a limit.</exception>
    public string Render(IEnumerable<KeyValuePair<string, object?>> variables)
    {
        var scope = new JinjaScope(new JinjaBudget());
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
            var output = new StringBuilder();
            _block.Run(scope, output);
            return output.ToString();
        }
        catch (InsufficientExecutionStackException)
        {
            throw new JinjaException("a value is nested too deep.");
        }
    }
}
