from django.urls.resolvers import URLPattern, URLResolver

app_name = "access"

urlpatterns: list[URLPattern | URLResolver] = []
