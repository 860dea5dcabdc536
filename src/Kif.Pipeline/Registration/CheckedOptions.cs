using Kif.Pipeline.Options;
using Microsoft.Extensions.Options;

namespace Kif.Pipeline.Registration;

/// <summary>
/// Validates the options of one name by their annotations. One validator serves all options: validators generated per class would not show the invalid
/// value.
/// </summary>
internal sealed class CheckedOptions<TOptions>(ComponentKind? kind, string name) : IValidateOptions<TOptions> where TOptions : class
{
    public ValidateOptionsResult Validate(string? asked, TOptions options)
    {
        if (asked != name) return ValidateOptionsResult.Skip;
        string[] messages = [.. OptionsCheck.Messages(options, NamedOptions.Owner(kind, name))];
        return messages.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(messages);
    }
}
