from django.urls.resolvers import URLPattern, URLResolver

app_name = "hearings"

urlpatterns: list[URLPattern | URLResolver] = []
