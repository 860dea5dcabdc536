namespace Kif;

/// <summary>
/// What a plug-in registers: a public class with a constructor without parameters in an assembly that a user names (<c>kif compare --plugin FILE</c>).
/// An assembly may have several; each is asked once. A program that references the assembly can call <see cref="Register"/> itself: <c>services.AddKif(new MyPlugin().Register)</c>.
/// </summary>
public interface IKifPlugin
{
    /// <summary>Adds strategies, parts, metrics, backbones and formats of tasks; they work exactly as the built-in ones.</summary>
    /// <param name="kif">Has everything built in, and what earlier plug-ins added.</param>
    /// <exception cref="ArgumentException">A name is malformed or taken; nothing of this plug-in is then registered.</exception>
    void Register(KifCatalog kif);
}
