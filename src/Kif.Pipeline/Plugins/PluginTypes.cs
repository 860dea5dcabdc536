using System.Reflection;

namespace Kif.Pipeline.Plugins;

/// <summary>Creates the plug-ins of an assembly.</summary>
internal static class PluginTypes
{
    /// <summary>Creates one instance of each public plug-in class with a parameterless constructor, in the order of their names.</summary>
    /// <exception cref="PluginException">There is none; the message names a class that nearly is one.</exception>
    public static IReadOnlyList<IKifPlugin> Create(Assembly assembly, string file)
    {
        Type[] all = [.. assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && typeof(IKifPlugin).IsAssignableFrom(t)).OrderBy(t => t.FullName, StringComparer.Ordinal)];
        Type[] usable = [.. all.Where(t => t.IsVisible && !t.ContainsGenericParameters && t.GetConstructor([]) is not null)];
        if (usable.Length == 0)
        {
            throw new PluginException(file, all.Length == 0
                ? $"has no class that implements {nameof(IKifPlugin)}"
                : $"has {all[0].FullName}, which implements {nameof(IKifPlugin)} and is not public or has no public constructor without parameters");
        }
        return [.. usable.Select(t => (IKifPlugin)Activator.CreateInstance(t)!)];
    }
}
