using System.Reflection;

namespace Kif;

/// <summary>Loads plug-ins: assemblies that register strategies and parts and that the program was not built with.</summary>
public static class PluginRegistration
{
    /// <summary>
    /// Loads an assembly and lets each <see cref="IKifPlugin"/> in it register. It runs with all rights of the program, so load only files that the user
    /// named. It gets its own load context: its dependencies come from its folder, those on Kif and TorchSharp from the program. It stays loaded until the
    /// process ends.
    /// </summary>
    /// <param name="catalog">The catalog to extend; unchanged after an error.</param>
    /// <param name="file">The assembly's path.</param>
    /// <returns><paramref name="catalog"/>.</returns>
    /// <exception cref="CompositionException">
    /// The file is missing, is not an assembly, has no plug-in or was built against an incompatible Kif or TorchSharp; or a dependency is missing, or a
    /// name is malformed or taken. The message is one line: the file, the fault and a remedy.
    /// </exception>
    public static KifCatalog AddPlugin(this KifCatalog catalog, string file)
    {
        try
        {
            if (!File.Exists(file)) throw new PluginFault(Directory.Exists(file) ? "is a folder; name the .dll in it" : "is not there");
            string path = Path.GetFullPath(file);
            PluginReferences.Check(path);
            var context = new PluginLoadContext(path);
            Assembly assembly = context.LoadFromAssemblyPath(path);
            context.CheckDependencies(assembly);
            IReadOnlyList<IKifPlugin> plugins = PluginTypes.Create(assembly);
            return catalog.AddFrom(Path.GetFileName(file), kif =>
            {
                foreach (IKifPlugin plugin in plugins) plugin.Register(kif);
            });
        }
        catch (Exception e)
        {
            (string fault, Exception? inner) = e is PluginFault ? (e.Message, e.InnerException) : (PluginErrorText.Describe(e), e);
            throw new CompositionException($"plug-in '{DisplayText.Of(file, 300)}' {DisplayText.Of(fault.ReplaceLineEndings(" "), 800)}", inner);
        }
    }
}

/// <summary>A fault of a plug-in's file, before the file is named.</summary>
/// <param name="message">The fault and a remedy.</param>
/// <param name="inner">Its cause; null for none.</param>
internal sealed class PluginFault(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Creates the plug-ins of an assembly.</summary>
internal static class PluginTypes
{
    /// <summary>Creates one instance of each public plug-in class with a parameterless constructor, in the order of their names.</summary>
    /// <exception cref="PluginFault">There is none; the message names a class that nearly is one.</exception>
    public static IReadOnlyList<IKifPlugin> Create(Assembly assembly)
    {
        Type[] all = [.. assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && typeof(IKifPlugin).IsAssignableFrom(t))
            .OrderBy(t => t.FullName, StringComparer.Ordinal)];
        Type[] usable = [.. all.Where(t => t.IsVisible && !t.ContainsGenericParameters && t.GetConstructor([]) is not null)];
        if (usable.Length == 0)
        {
            throw new PluginFault(all.Length == 0
                ? $"has no class that implements {nameof(IKifPlugin)}"
                : $"has {all[0].FullName}, which implements {nameof(IKifPlugin)} and is not public or has no public constructor without parameters");
        }
        return [.. usable.Select(t => (IKifPlugin)Activator.CreateInstance(t)!)];
    }
}

/// <summary>Describes errors of loading or registering a plug-in.</summary>
internal static class PluginErrorText
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
            MissingMemberException or TypeLoadException =>
                $"was built against another version of Kif or TorchSharp than this program's ({PluginReferences.HostVersion}): {e.Message}",
            BadImageFormatException => $"is no .NET assembly, or one for another processor: {e.Message}",
            ArgumentException a => $"can't be registered: {Without(a)}",
            _ => $"failed while it was loaded: {e.GetType().Name}: {e.Message}",
        };
    }

    /// <summary>Returns the message without the parameter name, which means nothing to the user.</summary>
    private static string Without(ArgumentException e) => e.ParamName is { } name ? e.Message.Replace($" (Parameter '{name}')", "") : e.Message;

    public static string Missing(string assembly) =>
        $"needs the assembly {assembly.Split(',')[0]}, which is not beside it; copy it there, "
        + "or build the plug-in with <EnableDynamicLoading>true</EnableDynamicLoading>, which copies all that it needs";
}
