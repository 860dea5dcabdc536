using System.Reflection;

namespace Kif.Pipeline.Plugins;

/// <summary>Describes errors of loading or registering a plug-in.</summary>
internal static class PluginFailure
{
    public static string Describe(Exception failure)
    {
        Exception e = failure switch
        {
            TargetInvocationException { InnerException: { } inner } => inner,
            ReflectionTypeLoadException types => types.LoaderExceptions.OfType<Exception>().FirstOrDefault() ?? types,
            _ => failure,
        };
        return e switch
        {
            FileNotFoundException { FileName: { } name } => Missing(name),
            MissingMemberException or TypeLoadException => $"was built against another version of Kif or TorchSharp than this program's ({PluginReferences.HostVersion}): {e.Message}",
            BadImageFormatException => $"is no .NET assembly, or one for another processor: {e.Message}",
            ArgumentException a => $"can't be registered: {Without(a)}",
            _ => $"failed while it was loaded: {e.GetType().Name}: {e.Message}",
        };
    }

    /// <summary>Returns the message without the parameter name, which means nothing to the user.</summary>
    private static string Without(ArgumentException e) => e.ParamName is { } name ? e.Message.Replace($" (Parameter '{name}')", "") : e.Message;

    public static string Missing(string assembly) =>
        $"needs the assembly {assembly.Split(',')[0]}, which is not beside it; copy it there, or build the plug-in with <EnableDynamicLoading>true</EnableDynamicLoading>, which copies all that it needs";
}
