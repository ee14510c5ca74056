using System.Globalization;
using System.Reflection;

namespace Krypton.Data.Tests;

/// <summary>Types and members as lines of text, each as its caller sees it.</summary>
internal static class PublicApi
{
    public static IEnumerable<string> Lines(Type type)
    {
        yield return $"{Kind(type)} {Name(type)}{Above(type)}";
        const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (var line in type.GetMembers(all).Select(Line).OfType<string>().Order(StringComparer.Ordinal))
        {
            yield return "  " + line;
        }
    }

    private static string? Line(MemberInfo member) => member switch
    {
        ConstructorInfo c when IsSeen(c) => $"new({Parameters(c)})",
        MethodInfo m when IsSeen(m) && !m.IsSpecialName && !m.Name.Contains('<') && m.GetBaseDefinition() == m => $"{Static(m)}{Name(m.ReturnType)} {m.Name}{Generic(m)}({Parameters(m)})",
        MethodInfo m when IsSeen(m) && m.Name.StartsWith("op_", StringComparison.Ordinal) && m.DeclaringType!.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute)) => null,
        PropertyInfo p when p.GetMethod is { } get && IsSeen(get) && p.Name != "EqualityContract" => $"{Static(get)}{Name(p.PropertyType)} {p.Name}{Index(p)} {{ get;{(p.SetMethod is { } set && IsSeen(set) ? " set;" : "")} }}",
        EventInfo e when IsSeen(e.AddMethod!) => $"event {Name(e.EventHandlerType!)} {e.Name}",
        FieldInfo f when f.IsPublic && !f.IsSpecialName => $"{(f.IsLiteral ? "const " : f.IsStatic ? "static " : "")}{Name(f.FieldType)} {f.Name}{(f.IsLiteral ? " = " + Convert.ToString(f.GetRawConstantValue(), CultureInfo.InvariantCulture) : "")}",
        _ => null,
    };

    private static bool IsSeen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Static(MethodInfo method) => method.IsStatic ? "static " : "";

    private static string Kind(Type type) => type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : type is { IsAbstract: true, IsSealed: true } ? "static class" : type.IsSealed ? "sealed class" : "class";

    private static string Above(Type type) => type.IsValueType || type.BaseType is null || type.BaseType == typeof(object) ? "" : $" : {Name(type.BaseType)}";

    private static string Generic(MethodInfo method) => method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";

    private static string Index(PropertyInfo property) => property.GetIndexParameters() is { Length: > 0 } index ? $"[{string.Join(", ", index.Select(p => Name(p.ParameterType)))}]" : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}{(p.IsOptional ? " = " + (p.DefaultValue ?? "default") : "")}"));

    private static string Name(Type type)
    {
        if (type.IsArray)
        {
            return $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Name(value) + "?";
        }

        return type.IsGenericType ? $"{Bare(type)}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : Bare(type);
    }

    private static string Bare(Type type)
    {
        var name = type.Name.Split('`')[0];
        return type.IsGenericParameter || type.Namespace is null || !type.Namespace.StartsWith("Krypton", StringComparison.Ordinal) ? name : $"{type.Namespace}.{(type.DeclaringType is null ? "" : type.DeclaringType.Name + ".")}{name}";
    }
}
