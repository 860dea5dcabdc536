namespace Kif;

/// <summary>
/// A plug-in: a public class with a parameterless constructor in an assembly that a user names (<c>kif compare --plugin FILE</c>).
/// An assembly may have several; each is called once. A program that references the assembly can call <see cref="Register"/> itself:
/// <c>services.AddKif(new MyPlugin().Register)</c>.
/// </summary>
public interface IKifPlugin
{
    /// <summary>Registers strategies, parts, metrics, backbones and task formats; they work exactly like the built-in ones.</summary>
    /// <param name="kif">The catalog with all built-in components and those of earlier plug-ins.</param>
    /// <exception cref="ArgumentException">A name is malformed or taken; then nothing of this plug-in is registered.</exception>
    void Register(KifCatalog kif);
}
